import Catalog
import Recorder
import Records

/// Everything that the console asks the catalog.
struct ConsoleQuestions {
    let visit: Visit

    /// What was typed into the search box, as a filter: the query language that the API and the command line take.
    static func filter(_ text: String) throws(QueryError) -> Filter {
        if text.allSatisfy(\.isWhitespace) { return .everything }
        do throws(QuerySyntaxError) {
            return try Filter(query: text, in: QueryContext(now: .now()))
        } catch { throw QueryError("q", "at character \(error.column(in: text) + 1), \(error.reason)") }
    }

    func search(_ query: EventQuery) async throws -> EventPage {
        try await visit.ask(waitingFor: nil) { try await $0.search(query) }
    }

    func count(_ filter: Filter) async throws -> EventCount {
        try await visit.ask(waitingFor: nil) { try await $0.count(filter) }
    }

    func histogram(_ filter: Filter, _ bounds: [Timestamp]) async throws -> Histogram {
        try await visit.ask(waitingFor: nil) { try await $0.histogram(filter, bounds: bounds) }
    }

    func span() async throws -> ClosedRange<Timestamp>? {
        try await visit.ask(waitingFor: nil) { try await $0.span() }
    }

    /// The event of an entry, which is waited for when it is committed already.
    func event(_ index: UInt64) async throws -> Event? {
        let awaited = index < visit.log.recorder.committedSize() ? index : nil
        return try await visit.ask(waitingFor: awaited) { try await $0.event(index) }
    }

    func history(_ query: SubjectQuery) async throws -> SubjectAnswer {
        try await visit.ask(waitingFor: nil) { try await $0.history(of: query) }
    }

    func stretches(_ side: AccessSide, page: AccessPaging) async throws -> NamedAnswer<AccessStretches> {
        try await visit.ask(waitingFor: nil) { try await $0.stretches(side, page: page) }
    }

    func access(_ side: AccessSide, at time: Timestamp, _ view: AccessView) async throws -> NamedAnswer<AccessAnswer> {
        try await visit.ask(waitingFor: nil) { try await $0.access(side, at: time, view: view) }
    }

    func changes(
        _ side: AccessSide, from: Timestamp, until: Timestamp, _ view: AccessView
    ) async throws -> NamedAnswer<AccessChange> {
        try await visit.ask(waitingFor: nil) {
            try await $0.accessChanges(side, between: from, and: until, view: view)
        }
    }
}
