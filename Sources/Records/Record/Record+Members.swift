package import JSON

extension Record {
    /// The event's own id at its source: natural key for idempotency.
    package var id: String? {
        get { content.id }
        _modify { yield &content.id }
    }
    package var action: Action {
        get { content.action }
        _modify { yield &content.action }
    }
    package var outcome: Outcome {
        get { content.outcome }
        _modify { yield &content.outcome }
    }
    /// When the source says it happened.
    package var occurredAt: Timestamp? {
        get { content.occurredAt }
        _modify { yield &content.occurredAt }
    }
    package var source: String? {
        get { content.source }
        _modify { yield &content.source }
    }
    package var actor: Party? {
        get { content.actor }
        _modify { yield &content.actor }
    }
    package var onBehalfOf: Party? {
        get { content.onBehalfOf }
        _modify { yield &content.onBehalfOf }
    }
    package var subject: Party {
        get { content.subject }
        _modify { yield &content.subject }
    }
    package var resources: [Party] {
        get { content.resources }
        _modify { yield &content.resources }
    }
    package var changes: [Change] {
        get { content.changes }
        _modify { yield &content.changes }
    }
    /// Joins the records of one request.
    package var transaction: String? {
        get { content.transaction }
        _modify { yield &content.transaction }
    }
    package var request: String? {
        get { content.request }
        _modify { yield &content.request }
    }
    /// Name of the token that handed the record in; set by Muster alone.
    package var recordedBy: String? {
        get { content.recordedBy }
        _modify { yield &content.recordedBy }
    }
    package var reason: String? {
        get { content.verbatimReason }
        set { content.verbatimReason = newValue.map(Secrets.withheld) }
    }
    /// Whatever else the source tells.
    package var extra: JSONObject? {
        get { content.verbatimExtra }
        set { content.verbatimExtra = newValue.map(Secrets.withheld) }
    }
    /// The reason as it came out of a sealed record.
    var verbatimReason: String? {
        get { content.verbatimReason }
        set { content.verbatimReason = newValue }
    }
    /// The extra as it came out of a sealed record.
    var verbatimExtra: JSONObject? {
        get { content.verbatimExtra }
        set { content.verbatimExtra = newValue }
    }
}
