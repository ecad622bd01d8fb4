import Catalog
import Foundation
import Hummingbird
import Recorder
import Records

/// `/console`: the search, with its histogram and a page of events.
struct SearchPage {
    struct View {
        let query: String
        let since: String
        let until: String
        let outcomes: [Option]
        let orders: [Option]
        let transaction: String?
        let withoutTransaction: String
        let fault: String?
        let hasResult: Bool
        let count: String
        let countNoun: String
        let atLeast: Bool
        let histogram: HistogramView?
        let events: [EventView]
        let hasEvents: Bool
        let older: String?
        let first: String?
        let olderWord: String
        let isNarrowed: Bool
        /// The same search as an export, but for the form of the file.
        let exportPath: String
        /// Whether a page came before this one, so that an empty one means that there is no more.
        let isContinued: Bool
        let live: Live?
    }

    /// What is needed to follow the search: on its newest page only.
    struct Live {
        /// Where it is followed.
        let path: String
        /// The index of the newest event of the page; empty where there is none.
        let newest: String
        /// The same search from the newest event on, for who has no scripts.
        let newer: String
        /// This page anew.
        let again: String
    }

    /// What the catalog answered, and how many entries it had when it was asked.
    private struct Result {
        let page: EventPage
        let count: EventCount
        let histogram: HistogramView?
        let position: UInt64
    }

    struct Option {
        let value: String
        let title: String
        let isChosen: Bool
    }

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let form = try SearchForm(request.uri.query)
        var fault = form.fault
        var result: Result?
        if fault == nil {
            do {
                result = try await ask(form, ConsoleQuestions(visit: visit))
                let parameters = try await AskParameters(request, visit, allowing: SearchForm.names)
                await visit.reading(
                    .search, parameters, filter: form.filter, events: result?.page.events.count ?? 0)
            } catch let error as QueryError { fault = error.reason }
        }
        let view = Self.view(form, result, fault)
        return frame.response(
            "search", view, title: form.query.isEmpty ? "Search" : "Search results", room: .search,
            status: fault == nil ? .ok : .badRequest)
    }

    private static func ask(_ form: SearchForm, _ questions: ConsoleQuestions) async throws -> Result {
        let position = questions.visit.log.catalog.position
        let query = EventQuery(form.filter, order: form.order, cursor: form.cursor)
        async let page = questions.search(query)
        async let count = questions.count(form.filter)
        let histogram = try await form.cursor == nil ? Self.histogram(form, questions) : nil
        return Result(page: try await page, count: try await count, histogram: histogram, position: position)
    }

    private static func histogram(
        _ form: SearchForm, _ questions: ConsoleQuestions
    ) async throws -> HistogramView? {
        guard let span = try await questions.span() else { return nil }
        let from = max(form.from ?? span.lowerBound, span.lowerBound)
        let end = Timestamp(milliseconds: span.upperBound.milliseconds + 1)
        let until = min(form.to ?? end, end)
        let scale = TimeScale.fitting(from, until, in: .utc)
        guard from < until, let bounds = scale.bounds(from, until, in: .utc) else { return nil }
        let found = try await questions.histogram(form.filter, bounds)
        return HistogramView(found.counts, bounds, scale) { bar in
            form.path {
                $0.since = bar.from.rfc3339
                $0.until = Timestamp(milliseconds: bar.until.milliseconds - 1).rfc3339
            }
        }
    }

    /// The page that follows; where the newest come last, there may be more of them at any time.
    private static func next(_ form: SearchForm, _ page: EventPage?) -> UInt64? {
        guard let page else { return nil }
        return page.next ?? (form.order == .oldest ? page.events.last?.index ?? form.cursor : nil)
    }

    private static func live(_ form: SearchForm, _ result: Result?) -> Live? {
        guard let result, form.order == .newest, form.cursor == nil else { return nil }
        let newest = result.page.events.first?.index
        let newer = form.path {
            $0.order = .oldest
            $0.cursor = newest ?? (result.position == 0 ? nil : result.position - 1)
        }
        return Live(
            path: form.tailPath(from: result.position), newest: newest.map(String.init) ?? "", newer: newer,
            again: form.path())
    }

    private static func view(_ form: SearchForm, _ result: Result?, _ fault: String?) -> View {
        let outcomes = [Option(value: "", title: "Any outcome", isChosen: form.outcome == nil)]
        let count = result?.count.count ?? 0
        return View(
            query: form.query, since: form.since, until: form.until,
            outcomes: outcomes
                + Outcome.allCases.map {
                    Option(value: $0.rawValue, title: $0.rawValue.capitalized, isChosen: $0 == form.outcome)
                },
            orders: EventQuery.Order.allCases.map {
                Option(value: $0.rawValue, title: "\($0.rawValue.capitalized) first", isChosen: $0 == form.order)
            },
            transaction: form.transaction.isEmpty ? nil : form.transaction,
            withoutTransaction: form.path { $0.transaction = "" }, fault: fault?.asSentence, hasResult: result != nil,
            count: CountText.grouped(count), countNoun: count == 1 ? "event" : "events",
            atLeast: result.map { !$0.count.isExact } ?? false, histogram: result?.histogram,
            events: result?.page.events.compactMap(EventView.init) ?? [],
            hasEvents: result.map { !$0.page.events.isEmpty } ?? false,
            older: next(form, result?.page).map { next in form.path { $0.cursor = next } },
            first: form.cursor == nil ? nil : form.path(),
            olderWord: form.order == .newest ? "Older events" : "Newer events",
            isNarrowed: form.path() != "/console", exportPath: form.exportPath,
            isContinued: form.cursor != nil, live: live(form, result))
    }
}
