package import JSON
import Recorder
import Records

/// What a record, a transaction or an actor did: whom it touched, what access came of it, what of that is still held, and what
/// was done with it.
package struct Impact: Sendable {
    /// Somebody whom the events happened to.
    package struct Touched: Sendable {
        package let identity: NamedIdentity
        package let events: Int
        package let first: UInt64
        package let last: UInt64
    }

    /// A direct access that one of the events began.
    package struct Gain: Sendable {
        package let stretch: AccessStretch
        /// What the holder did to others while they had it.
        package let deeds: Int
        /// The first of these.
        package let firstDeeds: [UInt64]
    }

    /// Events that fit; those looked at are the first `Impact.mostEvents`.
    package let events: UInt64
    package let touched: [Touched]
    package let gained: [Gain]
    /// Direct access that one of the events ended.
    package let lost: [AccessStretch]
    /// Whether there was more than is looked at.
    package let isCut: Bool
    package let position: UInt64

    package static let mostEvents = 5_000
    package static let mostHolders = 1_000
    package static let mostDeeds = 20

    package var json: JSONValue {
        .object(
            JSONObject([
                ("events", .int(events)),
                ("touched", .array(touched.map(\.json))),
                ("gained", .array(gained.map(\.json))),
                ("lost", .array(lost.map(\.json))),
                ("cut", .bool(isCut)), ("position", .int(position)),
            ]))
    }
}

extension Impact.Touched {
    var json: JSONValue {
        ["identity": identity.json, "events": .int(events), "first": .int(first), "last": .int(last)]
    }
}

extension Impact.Gain {
    var json: JSONValue {
        guard case .object(var object) = stretch.json else { return .null }
        object["held"] = .bool(stretch.ended == nil)
        object["deeds"] = ["count": .int(deeds), "first": .array(firstDeeds.map { .int($0) })]
        return .object(object)
    }
}

extension Catalog {
    /// The impact of the events that fit a filter: one record, a transaction, an actor's.
    ///
    /// - Throws: `QueryError`, `CatalogError`, `CancellationError`.
    package func impact(of filter: Filter) async throws -> Impact {
        try await read { log in try ImpactQuestion(log: log).answer(filter) }
    }
}

private struct ImpactQuestion {
    let log: LogReading
    let names: AccessNames

    init(log: LogReading) {
        self.log = log
        names = AccessNames(log: log, cut: log.end)
    }

    func answer(_ filter: Filter) throws -> Impact {
        var search = try EventSearch(log: log, filter: filter)
        var indices = try search.indices(within: 0..<log.end, order: .oldest, limit: Impact.mostEvents)
        let total = try search.counts([0..<log.end])[0]
        if indices.count > Impact.mostEvents { indices.removeLast() }
        var touched: [LabelKey: (events: Int, first: Int64, last: Int64)] = [:]
        var holders: [LabelKey] = []
        for index in indices {
            let committed = try log.open(index)
            guard let subject = committed.entry.references.first(where: { $0.role == .subject }) else { continue }
            let key = LabelKey(subject.label.hash)
            let before = touched[key]
            touched[key] = ((before?.events ?? 0) + 1, before?.first ?? index, index)
            guard let action = committed.entry.action?.rawValue else { continue }
            let life = LifeStep.of(action) == .deleted
            if AccessEffect.of(action) != nil || life { holders.append(key) }
        }
        var seen: Set<LabelKey> = []
        holders = holders.filter { seen.insert($0).inserted }
        let isCut = total > indices.count || holders.count > Impact.mostHolders
        let (gained, lost) = try effects(Set(indices), holders.prefix(Impact.mostHolders))
        return Impact(
            events: UInt64(total),
            touched: try touched.sorted { $0.value.first < $1.value.first }.map { key, value in
                Impact.Touched(
                    identity: try names.identity(key), events: value.events, first: UInt64(value.first),
                    last: UInt64(value.last))
            }, gained: gained, lost: lost, isCut: isCut || search.stoppedAt != nil, position: UInt64(log.end))
    }

    /// The spans that began or ended with one of the events.
    private func effects(
        _ indices: Set<Int64>, _ holders: some Collection<LabelKey>
    ) throws -> (gained: [Impact.Gain], lost: [AccessStretch]) {
        let question = try AccessQuestion(reading: AccessReading(log: log, view: .recorded))
        var gained: [AccessSpan] = []
        var lost: [AccessSpan] = []
        for holder in holders {
            let spans = try question.directSpans(of: holder)
            gained += spans.filter { indices.contains($0.begin.index) }
            lost += spans.filter { $0.end.map { indices.contains($0.index) } ?? false }
        }
        return (
            try gained.sorted { $0.begin < $1.begin }.map(gain),
            try lost.sorted { $0.begin < $1.begin }.map(names.stretch)
        )
    }

    /// What the holder did to others from the beginning of a span to its end.
    private func gain(_ span: AccessSpan) throws -> Impact.Gain {
        let range = (span.begin.index + 1)..<max(span.begin.index + 1, span.end?.index ?? log.end)
        let deeds = Plan.all([
            .key(span.holder.key(.actor)), .not(.key(span.holder.key(.subject))),
        ])
        var search = EventSearch(log: log, plan: deeds)
        let first = try search.indices(within: range, order: .oldest, limit: Impact.mostDeeds).prefix(Impact.mostDeeds)
        return Impact.Gain(
            stretch: try names.stretch(span), deeds: try search.counts([range])[0], firstDeeds: first.map(UInt64.init))
    }
}
