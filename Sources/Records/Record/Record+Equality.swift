internal import JSON

extension Record: Equatable {
    package static func == (left: Record, right: Record) -> Bool {
        left.action == right.action && left.outcome == right.outcome && left.occurredAt == right.occurredAt
            && left.subject == right.subject && left.actor == right.actor && left.onBehalfOf == right.onBehalfOf
            && left.resources == right.resources && left.changes == right.changes && left.extra == right.extra
            && same(left.id, right.id) && same(left.source, right.source) && same(left.reason, right.reason)
            && same(left.transaction, right.transaction) && same(left.request, right.request)
            && same(left.recordedBy, right.recordedBy)
    }
}
