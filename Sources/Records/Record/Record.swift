package import JSON

/// Muster's account, in clear, of one action on one subject.
///
/// Never holds a secret: changes and `extra` replace what stands under the names of secrets when they are set.
package struct Record: Sendable {
    /// The event's own id at its source: natural key for idempotency.
    package var id: String?
    package var action: Action
    package var outcome: Outcome
    /// When the source says it happened.
    package var occurredAt: Timestamp?
    package var source: String?
    package var actor: Party?
    package var onBehalfOf: Party?
    package var subject: Party
    package var resources: [Party]
    package var changes: [Change]
    package var reason: String?
    /// Joins the records of one request.
    package var transaction: String?
    package var request: String?
    /// Name of the token that handed the record in; set by Muster alone.
    package var recordedBy: String?
    /// Whatever else the source tells.
    package var extra: JSONObject? {
        get { verbatimExtra }
        set { verbatimExtra = newValue.map(Secrets.withheld) }
    }
    /// `extra` as it came out of a sealed record.
    var verbatimExtra: JSONObject?

    package init(
        id: String? = nil, action: Action, outcome: Outcome = .success, occurredAt: Timestamp? = nil,
        source: String? = nil, actor: Party? = nil, onBehalfOf: Party? = nil, subject: Party, resources: [Party] = [],
        changes: [Change] = [], reason: String? = nil, transaction: String? = nil, request: String? = nil,
        recordedBy: String? = nil, extra: JSONObject? = nil
    ) {
        self.id = id
        self.action = action
        self.outcome = outcome
        self.occurredAt = occurredAt
        self.source = source
        self.actor = actor
        self.onBehalfOf = onBehalfOf
        self.subject = subject
        self.resources = resources
        self.changes = changes
        self.reason = reason
        self.transaction = transaction
        self.request = request
        self.recordedBy = recordedBy
        verbatimExtra = extra.map(Secrets.withheld)
    }
}
