import TransparencyLog

/// What an event says of who holds what, as it stands in posting lists: under the holder with what is held, under what is
/// held with the holder, and for holders that are no persons in the list of the structure with both.
struct AccessFact: Equatable, Sendable {
    /// Whether it begins or ends here.
    let begins: Bool
    /// Whether it may be activated only (`role.eligible.assign`).
    let isEligible: Bool
    /// Whether it ends by running out (`access.expire`): the active one before the eligible one.
    var expires = false
    /// When it was so according to the source, in milliseconds; nil when the source does not say.
    let claimed: Int64?

    func bytes(_ parties: Hash...) -> [UInt8] {
        var bytes: [UInt8] = [(begins ? 1 : 0) | (isEligible ? 2 : 0) | (claimed == nil ? 0 : 4) | (expires ? 8 : 0)]
        for party in parties { party.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(PostingKey.labelBytes)) } }
        if let claimed { Varint.append(UInt64(bitPattern: claimed), to: &bytes) }
        return bytes
    }

    /// Reads what `bytes` wrote of so many parties.
    static func read(_ fact: UnsafeRawBufferPointer, parties count: Int) -> (fact: AccessFact, parties: [LabelKey])? {
        let size = PostingKey.labelBytes
        guard fact.count >= 1 + count * size else { return nil }
        let parties = (0..<count).map { LabelKey(UnsafeRawBufferPointer(rebasing: fact[(1 + $0 * size)...])) }
        var at = 1 + count * size
        let claimed = fact[0] & 4 != 0 ? Varint.read(fact, at: &at).map(Int64.init(bitPattern:)) : nil
        return (
            AccessFact(
                begins: fact[0] & 1 != 0, isEligible: fact[0] & 2 != 0, expires: fact[0] & 8 != 0, claimed: claimed),
            parties
        )
    }
}

/// The effect that actions have on the access of their subject to their resources.
struct AccessEffect: Sendable {
    let begins: Bool
    let isEligible: Bool
    var expires = false

    static func of(_ action: String) -> AccessEffect? { effects[action] }

    /// Whether the action is one of groups or roles, whose subject then holds for others, whatever its kind is called.
    static func isOfStructure(_ action: String) -> Bool {
        ["group.", "role."].contains { action.hasPrefix($0) } && !ofPersons.contains(action)
    }

    /// Actions by which persons come into groups and get roles.
    private static let ofPersons: Set<String> = [
        "group.member.add", "group.member.remove", "role.assign", "role.revoke", "role.eligible.assign",
    ]

    /// Actions that begin an access, each with the one that ends it.
    static let pairs = [
        ("group.member.add", "group.member.remove"), ("group.subgroup.add", "group.subgroup.remove"),
        ("role.assign", "role.revoke"), ("group.role.assign", "group.role.revoke"),
        ("permission.grant", "permission.revoke"), ("group.permission.grant", "group.permission.revoke"),
        ("role.permission.grant", "role.permission.revoke"), ("role.policy.attach", "role.policy.detach"),
        ("user.policy.attach", "user.policy.detach"), ("group.policy.attach", "group.policy.detach"),
        ("app.assign", "app.unassign"),
    ]

    /// The actions that begin one.
    static var beginning: [String] { effects.filter(\.value.begins).keys.sorted() }

    private static let effects: [String: AccessEffect] = {
        var effects: [String: AccessEffect] = [:]
        for (begin, end) in pairs {
            effects[begin] = AccessEffect(begins: true, isEligible: false)
            effects[end] = AccessEffect(begins: false, isEligible: false)
        }
        effects["role.eligible.assign"] = AccessEffect(begins: true, isEligible: true)
        effects["access.expire"] = AccessEffect(begins: false, isEligible: false, expires: true)
        return effects
    }()
}

/// A step in the life of an account, a group or a role.
enum LifeStep: UInt8, Sendable {
    case created = 0
    case deleted, disabled, enabled, locked, unlocked, restored

    /// The step that an action is.
    static func of(_ action: String) -> LifeStep? { steps[action] }

    private static let steps: [String: LifeStep] = [
        "user.create": .created, "user.invite": .created, "user.delete": .deleted, "user.disable": .disabled,
        "user.enable": .enabled, "user.lock": .locked, "user.unlock": .unlocked, "user.restore": .restored,
        "group.create": .created, "group.delete": .deleted, "role.create": .created, "role.delete": .deleted,
        "service_account.create": .created, "service_account.delete": .deleted,
        "service_account.disable": .disabled,
    ]
}

/// What an event says of the life of its subject, as it stands in posting lists: under whose life it is,
/// and in the list of all steps of persons or of all others.
struct LifeFact: Equatable, Sendable {
    let step: LifeStep
    /// When, according to the source, in milliseconds.
    let claimed: Int64?

    func bytes(_ whose: Hash) -> [UInt8] {
        var bytes = [step.rawValue | (claimed == nil ? 0 : 16)]
        whose.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(PostingKey.labelBytes)) }
        if let claimed { Varint.append(UInt64(bitPattern: claimed), to: &bytes) }
        return bytes
    }

    static func read(_ fact: UnsafeRawBufferPointer) -> (fact: LifeFact, whose: LabelKey)? {
        guard fact.count >= 1 + PostingKey.labelBytes, let step = LifeStep(rawValue: fact[0] & 15) else { return nil }
        var at = 1 + PostingKey.labelBytes
        let claimed = fact[0] & 16 != 0 ? Varint.read(fact, at: &at).map(Int64.init(bitPattern:)) : nil
        return (
            LifeFact(step: step, claimed: claimed), LabelKey(UnsafeRawBufferPointer(rebasing: fact[1...]))
        )
    }
}
