internal import JSON

/// A person, service, group, role, … as a record names it: a stable id, and the names it had at the time.
///
/// Secrets in `name`, `agent` and `session` are replaced when they are set (see `Secrets`).
package struct Party: Sendable, Equatable {
    /// The kind: `user`, `service`, `group`, `role`, … in lower case.
    package var type: String
    /// The stable id within the namespace.
    package var id: String
    /// Whose id it is; nil stands for the record's source.
    package var namespace: String?
    package var name: String? {
        get { verbatimName }
        set { verbatimName = newValue.map(Secrets.withoutTokens) }
    }
    package var externalId: String?
    /// Network address at the time.
    package var address: String?
    /// User agent at the time.
    package var agent: String? {
        get { verbatimAgent }
        set { verbatimAgent = newValue.map(Secrets.withheld) }
    }
    package var session: String? {
        get { verbatimSession }
        set { verbatimSession = newValue.map(Secrets.withheld) }
    }
    // As they came out of a sealed record.
    var verbatimName: String?
    var verbatimAgent: String?
    var verbatimSession: String?

    package init(
        type: String, id: String, namespace: String? = nil, name: String? = nil, externalId: String? = nil,
        address: String? = nil, agent: String? = nil, session: String? = nil
    ) {
        self.type = type
        self.id = id
        self.namespace = namespace
        verbatimName = name.map(Secrets.withoutTokens)
        self.externalId = externalId
        self.address = address
        verbatimAgent = agent.map(Secrets.withheld)
        verbatimSession = session.map(Secrets.withheld)
    }

    /// What stands in the place of someone whose key is gone: of the type `unreadable`, with the label as id.
    package static func unreadable(_ label: Label) -> Party { Party(type: unreadableType, id: label.description) }

    /// A type that no record handed in can have.
    package static let unreadableType = "unreadable"
    package var isUnreadable: Bool { type == Self.unreadableType }

    package static func == (left: Party, right: Party) -> Bool {
        left.type.hasSameBytes(as: right.type) && left.id.hasSameBytes(as: right.id)
            && same(left.namespace, right.namespace) && same(left.name, right.name)
            && same(left.externalId, right.externalId) && same(left.address, right.address)
            && same(left.agent, right.agent) && same(left.session, right.session)
    }
}

/// Whether both are absent or both are the same bytes.
func same(_ left: String?, _ right: String?) -> Bool {
    switch (left, right) {
    case (nil, nil): true
    case (let left?, let right?): left.hasSameBytes(as: right)
    default: false
    }
}
