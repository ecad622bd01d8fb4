/// The answer of a check: accepted, or rejected with the reason in plain words.
public enum Verdict: Sendable, Equatable {
    case accepted
    case rejected(String)

    /// True when the check passed.
    public var isAccepted: Bool { self == .accepted }

    /// Why the check failed; nil when it passed.
    public var reason: String? {
        guard case .rejected(let reason) = self else { return nil }
        return reason
    }
}
