package import Records

/// Somebody asked: what for the record of it may hold. Never what was asked for, no value, no name.
package struct Reading: Sendable {
    /// What sort of asking it was; the raw value is the end of the action's name.
    package enum Kind: String, Sendable, CaseIterable {
        case search, count, history, event, access, impact, export, report, tail

        package var action: Action {
            // Every case is in the list of actions, as a test tells.
            Action(rawValue: "read.\(rawValue)")!
        }
    }

    package let kind: Kind
    /// The token that asked.
    package let token: String
    /// Whoever was asked about, where the question names one person or thing: kind, namespace and id are kept of it.
    package var about: Party?
    /// The names of the parameters that were given.
    package var parameters: [String]
    /// Events, or lines, that were answered.
    package var events: Int
    /// The indices that the answer covers.
    package var range: Range<UInt64>?
    /// The entries that were opened one by one.
    package var indices: [UInt64]
    /// Which report it was.
    package var report: String?

    package init(
        _ kind: Kind, token: String, about: Party? = nil, parameters: [String] = [], events: Int = 0,
        range: Range<UInt64>? = nil, indices: [UInt64] = [], report: String? = nil
    ) {
        self.kind = kind
        self.token = token
        self.about = about.map { Party(type: $0.type, id: $0.id, namespace: $0.namespace) }
        self.parameters = parameters
        self.events = events
        self.range = range
        self.indices = indices
        self.report = report
    }
}
