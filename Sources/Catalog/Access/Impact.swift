package import JSON
import Recorder
package import Records

/// What a record, a transaction or an actor did: whom it touched, what access came of it, what of that is still held, and what
/// was done with it.
package struct Impact: Sendable {
    /// Somebody whom the events happened to, or whose access they changed through a group, a role and the like.
    package struct Touched: Sendable {
        package let identity: NamedIdentity
        /// Events of which they are the subject, and events that changed their access.
        package let events: Int
        package let first: UInt64
        package let last: UInt64
        /// Whether they are the subject of any of them.
        package let isSubject: Bool
    }

    /// An access that somebody had right after one of the events and not right before it.
    package struct Gain: Sendable {
        package let line: AccessLine
        /// Whether the holder has the thing now, by this way or another.
        package let isHeld: Bool
        /// What ended this way; nil while it lasts.
        package let ended: AccessMark?
        /// What the holder did to others as the actor, under any of their identities, from then until they had it on no way
        /// any more.
        package let deeds: Int
        /// The first of these.
        package let firstDeeds: [UInt64]
    }

    /// An access that somebody had right before one of the events and not right after it.
    package struct Loss: Sendable {
        package let line: AccessLine
        package let ended: AccessMark
    }

    /// Events that fit and happened; those looked at are the first `Impact.mostEvents`.
    package let events: UInt64
    /// Events that fit and were refused, failed or only attempted. They touch nobody.
    package let refused: UInt64
    package let touched: [Touched]
    package let gained: [Gain]
    package let lost: [Loss]
    /// Whether there was more than is looked at.
    package let isCut: Bool
    package let position: UInt64

    package static let mostEvents = 5_000
    /// People, groups and the like whose access is compared, event by event, at most.
    package static let mostHolders = 20_000
    package static let mostLines = 20_000
    package static let mostDeeds = 20

    /// Members of the answer.
    package var members: [(name: String, value: JSONValue)] {
        [
            ("events", .int(events)), ("refused", .int(refused)), ("touched", .array(touched.map(\.json))),
            ("gained", .array(gained.map(\.json))), ("lost", .array(lost.map(\.json))), ("cut", .bool(isCut)),
            ("position", .int(position)),
        ]
    }
}

extension Impact.Touched {
    var json: JSONValue {
        [
            "identity": identity.json, "events": .int(events), "first": .int(first), "last": .int(last),
            "subject": .bool(isSubject),
        ]
    }
}

extension Impact.Gain: JSONPart {
    package func write(to writer: inout JSONTextWriter) {
        line.write(to: &writer) { writer in
            writer.member("held", flag: isHeld)
            writer.member("ended", orNull: ended)
            let deeds: JSONValue = ["count": .int(deeds), "first": .array(firstDeeds.map { .int($0) })]
            writer.member("deeds", deeds)
        }
    }
}

extension Impact.Loss: JSONPart {
    package func write(to writer: inout JSONTextWriter) {
        line.write(to: &writer) { $0.member("ended", part: ended) }
    }
}

extension Catalog {
    /// The impact of the events that fit a filter: one record, or a transaction.
    ///
    /// - Throws: `QueryError`, `CatalogError`, `CancellationError`.
    package func impact(of filter: Filter) async throws -> Impact {
        try await read { log in try ImpactQuestion(log: log).answer(SearchPlan(filter, in: log)) }
    }

    /// The impact of all that somebody did, under any of their identities.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func impact(
        ofActor name: SubjectQuery, from: Timestamp?, until: Timestamp?
    ) async throws -> NamedAnswer<Impact> {
        try await read { log in
            let first = try from.map(log.index(notBefore:)) ?? 0, end = try until.map(log.index(notBefore:)) ?? log.end
            return try log.about(name, cut: nil) { identities in
                let acts = Plan.either(identities.map { .key($0.key(.actor)) })
                let plan = SearchPlan(plan: .both([acts, .indices(first..<max(first, end))]))
                return try ImpactQuestion(log: log).answer(plan)
            }
        }
    }
}
