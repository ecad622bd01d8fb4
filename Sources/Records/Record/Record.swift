package import JSON

/// Muster's account, in clear, of one action on one subject.
///
/// Never holds a secret that can be recognised: changes, `extra`, `reason` and the names of parties are cleaned when
/// they are set (see `Secrets`), and `validate` refuses ids that are tokens.
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
    package var reason: String? {
        get { verbatimReason }
        set { verbatimReason = newValue.map(Secrets.withheld) }
    }
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
    // As they came out of a sealed record.
    var verbatimReason: String?
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
        verbatimReason = reason.map(Secrets.withheld)
        self.transaction = transaction
        self.request = request
        self.recordedBy = recordedBy
        verbatimExtra = extra.map(Secrets.withheld)
    }
}
