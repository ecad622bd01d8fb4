import Records
import TransparencyLog

/// What an event says of who holds what, as it stands in posting lists: under the holder with what is held, and under what is
/// held with the holder.
struct AccessFact: Equatable, Sendable {
    /// Whether it begins or ends here.
    let begins: Bool
    /// Whether it may be activated only (`role.eligible.assign`).
    let isEligible: Bool
    /// The beginning of the other side's label (`PostingKey.labelBytes`).
    let other: [UInt8]
    /// When it was so according to the source, in milliseconds; nil when the source does not say.
    let claimed: Int64?

    /// The effect that actions have on the access of their subject to their resources.
    static func effect(of action: String) -> (begins: Bool, isEligible: Bool)? { effects[action] }

    private static let effects: [String: (begins: Bool, isEligible: Bool)] = {
        let pairs = [
            ("group.member.add", "group.member.remove"), ("group.subgroup.add", "group.subgroup.remove"),
            ("role.assign", "role.revoke"), ("group.role.assign", "group.role.revoke"),
            ("permission.grant", "permission.revoke"), ("group.permission.grant", "group.permission.revoke"),
            ("role.permission.grant", "role.permission.revoke"), ("role.policy.attach", "role.policy.detach"),
            ("user.policy.attach", "user.policy.detach"), ("group.policy.attach", "group.policy.detach"),
            ("app.assign", "app.unassign"),
        ]
        var effects: [String: (begins: Bool, isEligible: Bool)] = [:]
        for (begin, end) in pairs {
            effects[begin] = (true, false)
            effects[end] = (false, false)
        }
        effects["role.eligible.assign"] = (true, true)
        effects["access.expire"] = (false, false)
        return effects
    }()

    func bytes(of other: Hash) -> [UInt8] {
        var bytes: [UInt8] = [(begins ? 1 : 0) | (isEligible ? 2 : 0) | (claimed == nil ? 0 : 4)]
        other.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(PostingKey.labelBytes)) }
        if let claimed { Varint.append(UInt64(bitPattern: claimed), to: &bytes) }
        return bytes
    }

    init(begins: Bool, isEligible: Bool, claimed: Int64?) {
        (self.begins, self.isEligible, self.claimed) = (begins, isEligible, claimed)
        other = []
    }

    init?(_ fact: UnsafeRawBufferPointer) {
        guard fact.count >= 1 + PostingKey.labelBytes else { return nil }
        begins = fact[0] & 1 != 0
        isEligible = fact[0] & 2 != 0
        other = [UInt8](fact[1..<(1 + PostingKey.labelBytes)])
        var at = 1 + PostingKey.labelBytes
        claimed = fact[0] & 4 != 0 ? Varint.read(fact, at: &at).map(Int64.init(bitPattern:)) : nil
    }
}

/// What an event says of the life of its subject: an account, a group, a role.
struct LifeFact: Equatable, Sendable {
    enum Step: UInt8, Sendable {
        case created = 0
        case deleted, disabled, enabled, locked, unlocked, restored
    }

    let step: Step
    /// When, according to the source, in milliseconds.
    let claimed: Int64?
    /// In the list of all ends: the beginning of whose label.
    var whose: [UInt8] = []

    init(step: Step, claimed: Int64?) {
        self.step = step
        self.claimed = claimed
    }

    /// The step that actions are.
    static func step(of action: String) -> Step? { steps[action] }

    private static let steps: [String: Step] = [
        "user.create": .created, "user.invite": .created, "user.delete": .deleted, "user.disable": .disabled,
        "user.enable": .enabled, "user.lock": .locked, "user.unlock": .unlocked, "user.restore": .restored,
        "group.create": .created, "group.delete": .deleted, "role.create": .created, "role.delete": .deleted,
        "service_account.create": .created, "service_account.delete": .deleted,
        "service_account.disable": .disabled,
    ]

    var bytes: [UInt8] {
        var bytes = [step.rawValue | (claimed == nil ? 0 : 16) | (whose.isEmpty ? 0 : 32)] + whose
        if let claimed { Varint.append(UInt64(bitPattern: claimed), to: &bytes) }
        return bytes
    }

    init?(_ fact: UnsafeRawBufferPointer) {
        guard let head = fact.first, let step = Step(rawValue: head & 15) else { return nil }
        self.step = step
        var at = 1
        if head & 32 != 0 {
            guard fact.count >= 1 + PostingKey.labelBytes else { return nil }
            at += PostingKey.labelBytes
            whose = [UInt8](fact[1..<at])
        }
        claimed = head & 16 != 0 ? Varint.read(fact, at: &at).map(Int64.init(bitPattern:)) : nil
    }
}
