import GRDB
package import Records
import TransparencyLog

/// Whom or what a question about access is of.
package enum AccessSide: Sendable {
    /// What they had.
    case subject(SubjectQuery)
    /// Who had it.
    case resource(SubjectQuery)

    var name: SubjectQuery {
        switch self {
        case .subject(let query), .resource(let query): query
        }
    }
}

/// An answer about somebody whose name had to be looked up.
package enum NamedAnswer<Answer: Sendable>: Sendable {
    /// No entry names such an identity.
    case unknown
    /// Several are called so.
    case ambiguous([CataloguedIdentity])
    case found(CataloguedIdentity, Answer)
}

extension Catalog {
    /// Lines of one answer at most.
    package static let mostAccessLines = 20_000

    /// What somebody had, or who had something, at a moment: everything recorded up to and with it.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func access(_ side: AccessSide, at time: Timestamp, view: AccessView) async throws -> NamedAnswer<
        AccessAnswer
    > {
        try await about(side.name) { log, identities in
            let question = try AccessQuestion(reading: AccessReading(log: log, view: view))
            let cut = try question.reading.cut(at: time)
            let held = try question.lines(side, identities, at: cut)
            let names = AccessNames(
                log: log, cut: try log.index(notBefore: Timestamp(milliseconds: time.milliseconds + 1)))
            return AccessAnswer(
                lines: try held.ways.prefix(Self.mostAccessLines).map { try names.line($0.way, account: $0.account) },
                isCut: held.ways.count > Self.mostAccessLines,
                lateArrivals: try question.lateArrivals(held.steps, at: time), position: UInt64(log.end))
        }
    }

    /// What changed between two moments, the first excluded and the second included.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func accessChanges(
        _ side: AccessSide, between from: Timestamp, and until: Timestamp, view: AccessView
    ) async throws -> NamedAnswer<AccessChange> {
        try await about(side.name) { log, identities in
            let question = try AccessQuestion(reading: AccessReading(log: log, view: view))
            let (first, second) = (try question.reading.cut(at: from), try question.reading.cut(at: until))
            let (before, after) = (
                try question.lines(side, identities, at: first), try question.lines(side, identities, at: second)
            )
            let names = AccessNames(log: log, cut: log.end)
            let had = Set(before.ways.map(\.pair)), has = Set(after.ways.map(\.pair))
            let gained = after.ways.filter { !had.contains($0.pair) }
            let lost = before.ways.filter { !has.contains($0.pair) }
            let passing = after.spans.filter { span in
                span.begin >= first && span.end.map { $0 < second } ?? false
            }
            let most = Self.mostAccessLines
            return AccessChange(
                gained: try gained.prefix(most).map { try names.line($0.way, account: $0.account) },
                lost: try lost.prefix(most).map { lost in
                    // The access went with the first of its steps that ended.
                    let ended = lost.way.compactMap { step in after.ended(step) }.min()
                    return (try names.line(lost.way, account: lost.account), try ended.map(names.mark))
                },
                passing: try passing.prefix(most).map(names.stretch),
                isCut: max(gained.count, lost.count, passing.count) > most, position: UInt64(log.end))
        }
    }

    /// The spans during which somebody held something directly, or something was held: the newest first.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func stretches(_ side: AccessSide, limit: Int) async throws -> NamedAnswer<[AccessStretch]> {
        try await about(side.name) { log, identities in
            let question = try AccessQuestion(reading: AccessReading(log: log, view: .recorded))
            let spans = try question.spans(side, identities).sorted { $0.begin > $1.begin }
            let names = AccessNames(log: log, cut: log.end)
            return try spans.prefix(limit).map(names.stretch)
        }
    }

    /// Looks a name up and asks about whoever it means.
    func about<Answer: Sendable>(
        _ query: SubjectQuery, _ ask: @escaping @Sendable (LogReading, [LabelKey]) throws -> Answer
    ) async throws -> NamedAnswer<Answer> {
        try await read { log in
            let reader = IdentityReader(log: log)
            let fitting = try IdentityLookup(db: log.db, type: query.type, namespace: query.namespace).best(query.name)
            if fitting.isEmpty { return .unknown }
            let people = try LinkedIdentities(log: log).groups(of: fitting)
            guard people.count == 1 else {
                let candidates = people.map { $0.identities[0] }
                return .ambiguous(try reader.candidates(candidates, roles: query.roles))
            }
            let labels = try reader.labels(of: people[0].identities).map(LabelKey.init)
            let joined = try reader.describe(people[0], roles: query.roles ?? PartyRole.allCases)
            var identity = joined.all[0].identity
            identity.joined = joined
            return .found(identity, try ask(log, labels))
        }
    }
}
