/// A question for the history of one person, group or other identity.
package struct SubjectQuery: Sendable {
    /// Id, name, externalId, `type:id`, `type:name`, or label in base64; an exact id comes before a name.
    package var name: String
    /// Only identities of that kind (`user`, `group`, …).
    package var type: String?
    /// Only identities of that namespace.
    package var namespace: String?
    /// Whether `name` is an id and nothing else.
    package var isID = false
    /// The parts that count as history; events in which the identity has one of them. Nil for the usual ones of its
    /// kind: of a person or a service what happened to it, of all else every part.
    package var roles: [PartyRole]?
    package var order: EventQuery.Order
    /// Events on a page; held to 1…`EventQuery.largestPage`.
    package var limit: Int
    /// `next` of the page before.
    package var cursor: UInt64?

    package init(
        _ name: String, type: String? = nil, namespace: String? = nil, roles: [PartyRole]? = nil,
        order: EventQuery.Order = .newest, limit: Int = EventQuery.usualPage, cursor: UInt64? = nil
    ) {
        self.name = name
        self.type = type
        self.namespace = namespace
        self.roles = roles
        self.order = order
        self.limit = limit
        self.cursor = cursor
    }
}
