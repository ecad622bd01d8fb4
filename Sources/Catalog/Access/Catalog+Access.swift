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
    /// What somebody had, or who had something, at a moment: everything recorded up to and with it.
    ///
    /// A cursor takes the place of the moment.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func access(
        _ side: AccessSide, at time: Timestamp, view: AccessView, page: AccessPaging = AccessPaging()
    ) async throws -> NamedAnswer<AccessAnswer> {
        try await read { try $0.access(side, at: time, view: view, page: page) }
    }

    /// What changed between two moments, the first excluded and the second included.
    ///
    /// A cursor takes the place of the moments.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func accessChanges(
        _ side: AccessSide, between from: Timestamp, and until: Timestamp, view: AccessView,
        page: AccessPaging = AccessPaging()
    ) async throws -> NamedAnswer<AccessChange> {
        let moments = page.cursor.map(\.moments) ?? [from, until]
        return try await read { log in
            let end = min(page.cursor?.position ?? .max, log.end)
            return try log.about(side.name, cut: nil) { identities in
                let question = try AccessQuestion(reading: AccessReading(log: log, view: view, end: end))
                let (first, second) = (
                    try question.reading.cut(at: moments[0]), try question.reading.cut(at: moments[1])
                )
                return try AccessDifference(question, side, identities, first, second).page(page, moments)
            }
        }
    }
}

extension LogReading {
    /// Looks a name up and asks about whoever it means.
    ///
    /// `cut`: entries by which identities are joined; nil for all.
    func about<Answer>(
        _ query: SubjectQuery, cut: Int64?, _ ask: ([LabelKey]) throws -> Answer
    ) throws -> NamedAnswer<Answer> {
        let reader = IdentityReader(log: self)
        let fitting = try query.fitting(in: self)
        if fitting.isEmpty { return .unknown }
        let people = try LinkedIdentities(log: self, cut: cut).groups(of: fitting)
        guard people.count == 1 else {
            let candidates = people.map { $0.identities[0] }
            return .ambiguous(try reader.candidates(candidates, roles: query.roles))
        }
        let labels = try reader.labels(of: people[0].identities).map(LabelKey.init)
        let joined = try reader.describe(people[0], roles: query.roles ?? PartyRole.allCases)
        var identity = joined.all[0].identity
        identity.joined = joined
        return .found(identity, try ask(labels))
    }

    /// What somebody had, or who had something, at a moment or at that of the page's cursor.
    func access(
        _ side: AccessSide, at time: Timestamp, view: AccessView, page: AccessPaging
    ) throws -> NamedAnswer<AccessAnswer> {
        let time = page.cursor?.moments.last ?? time
        let reading = AccessReading(log: self, view: view, end: page.cursor?.position)
        let behind = min(reading.end, try index(notBefore: Timestamp(milliseconds: time.milliseconds + 1)))
        // What was known then: who was one person too.
        let cut = view == .recorded ? behind : reading.end
        return try about(side.name, cut: cut) { identities in
            let question = try AccessQuestion(reading: reading)
            let ways = try question.lines(side, identities, at: try reading.cut(at: time)).ways
            let (some, next) = page.of(ways, position: reading.end, moments: [time])
            let names = AccessNames(log: self, cut: behind)
            try names.learn(some.lazy.map(\.way))
            let lateness = AccessLateness(times: names.times, time: time, cut: behind)
            return AccessAnswer(
                lines: try some.map { try names.line($0.way, account: $0.account) }, total: ways.count,
                lateArrivals: try lateness.count(try question.relevant(side, identities)),
                identitiesLater: try identitiesLater(than: identities), isSettled: behind < end,
                position: UInt64(reading.end), next: next)
        }
    }

    private func identitiesLater(than identities: [LabelKey]) throws -> Int {
        Set(try CatalogReader(self).joined(with: identities[0])).subtracting(identities).count
    }
}
