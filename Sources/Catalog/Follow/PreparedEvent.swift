import TransparencyLog

/// One entry made ready for the tables, so that the database's own thread only writes.
struct PreparedEvent: Sendable {
    let index: UInt64
    /// Milliseconds since 1970, by the log's clock.
    let time: Int64
    let action: String?
    let outcome: Int64?
    let source: String?
    let transaction: String?
    let parties: [PreparedParty]
    /// The event as it is answered.
    let document: String
    /// What full text search finds it by.
    let text: String
}

/// Someone whom an entry names, in one of its parts.
struct PreparedParty: Sendable {
    let role: PartyRole
    let label: Hash
    /// Kind, namespace and id, unless they cannot be opened.
    let identity: (kind: String, namespace: String, id: String)?
    let name: String?
    let externalId: String?
}
