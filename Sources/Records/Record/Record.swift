package import JSON

/// Muster's account, in clear, of one action on one subject.
///
/// Never holds a secret that can be recognised: changes, `extra`, `reason` and the names of parties are cleaned when
/// they are set (see `Secrets`), and `validate` refuses ids that are tokens. A copy shares what it was copied from until
/// one of the two is changed.
package struct Record: Sendable {
    private var storage: Storage

    package init(
        id: String? = nil, action: Action, outcome: Outcome = .success, occurredAt: Timestamp? = nil,
        source: String? = nil, actor: Party? = nil, onBehalfOf: Party? = nil, subject: Party, resources: [Party] = [],
        changes: [Change] = [], reason: String? = nil, transaction: String? = nil, request: String? = nil,
        recordedBy: String? = nil, extra: JSONObject? = nil
    ) {
        self.init(
            Content(
                id: id, action: action, outcome: outcome, occurredAt: occurredAt, source: source, actor: actor,
                onBehalfOf: onBehalfOf, subject: subject, resources: resources, changes: changes,
                verbatimReason: reason.map(Secrets.withheld), transaction: transaction, request: request,
                recordedBy: recordedBy, verbatimExtra: extra.map(Secrets.withheld)))
    }

    init(_ content: Content) { storage = Storage(content) }

    /// What the record says. Changing it copies what others share.
    var content: Content {
        _read { yield storage.content }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.content) }
            yield &storage.content
        }
    }

    struct Content: Sendable {
        var id: String?
        var action: Action
        var outcome: Outcome
        var occurredAt: Timestamp?
        var source: String?
        var actor: Party?
        var onBehalfOf: Party?
        var subject: Party
        var resources: [Party]
        var changes: [Change]
        // Reason and extra as they came out of a sealed record.
        var verbatimReason: String?
        var transaction: String?
        var request: String?
        var recordedBy: String?
        var verbatimExtra: JSONObject?
    }

    /// Unchecked, both: `content` is changed only through a record that holds the sole reference, and that record is held
    /// exclusively meanwhile.
    private final class Storage: @unchecked Sendable {
        @exclusivity(unchecked) var content: Content
        init(_ content: Content) { self.content = content }
    }
}
