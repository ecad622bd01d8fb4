import ArgumentParser
import JSON

/// `muster query`: events by what they say.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Find, count, follow or export events.",
        discussion: """
            QUERY is in the query language: terms that must all hold, such as actor:okta, action:role.*, since:2026-06-01, \
            -outcome:refused, words and "phrases"; OR, NOT and parentheses; docs/query-language.md has all of it. A query \
            that begins with a minus stands behind --. The options below are joined to it.

            People, groups and services are named by id, by any name or external id that they ever had, or as type:name. \
            Times are the log's. Needs a token with the scope read.

            FIELDS
              actor, subject, resource, behalf, who    who had which part in it, or any part
              action, outcome, kind                    what was done, what became of it, sort of entry
              path, before, after                      of a change
              since, until, time, occurred, index      when: 2026-06, -7d, 2026-06-01..2026-06-30; 100..200
              tx, request, id, source, recordedBy      ids, and who reported it
              session, address, agent                  where the actor came from
              type, namespace, reason, text            of the subject; words
              is                                       late, self-granted
              mark, attempt                            of gateways: drift, unasked, differing, unknown, …; what an attempt led to

            EXAMPLES
              muster query 'subject:bjensen action:group.member' --limit 10
              muster query 'since:-7d outcome:refused' --count
              muster query 'action:role.assign' --histogram --zone Europe/Berlin
              muster query -- '-outcome:success'
              muster query 'who:okta' --follow
              muster query 'mark:drift source:gateway:crm since:-7d'
              muster query 'time:2026-06' --export june.csv --format csv
            """)

    @Argument(help: ArgumentHelp("The query; several words are one query.", valueName: "query"))
    var text: [String] = []

    @OptionGroup(title: "Conditions") var conditions: QueryConditions
    @OptionGroup(title: "Instead of a page of events") var form: QueryForm
    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let asked = try conditions.parameters(text.joined(separator: " "))
        let client = try server.client()
        switch form.answer {
        case .page: try await showPage(client, asked)
        case .count: try await showCount(client, asked)
        case .histogram: try await showHistogram(client, asked)
        case .follow:
            try await EventFollower(client: client, query: asked, isJSON: output.isJSON).follow(from: form.from)
        case .export(let file):
            try await ExportFile(path: file).write(client, asked + [("format", form.format.rawValue)] + waiting)
        }
    }

    private var waiting: [(String, String)] { page.waiting }

    private func showPage(_ client: ServerClient, _ asked: [(String, String)]) async throws {
        let pages = EventPages(
            client: client, path: ["v1", "events"], query: asked + page.query(usually: .newest), cursor: page.cursor)
        var events: [JSONValue] = []
        let next = try await pages.follow(limit: page.all ? nil : page.limit ?? 50) {
            events += $0["events"]?.arrayValue ?? []
        }
        output.answer(["events": .array(events), "next": next]) { _ in
            if events.isEmpty { return "no such events" }
            return EventTable.text(events)
                + (next.isNull ? "" : "\nthere are more: --cursor \(next.stringValue ?? next.text), or --all")
        }
    }

    private func showCount(_ client: ServerClient, _ asked: [(String, String)]) async throws {
        let answer = try await client.json(ServerRequest("GET", ["v1", "events", "count"], query: asked + waiting))
        output.answer(answer) { answer in
            (answer["exact"] == .bool(false) ? "at least " : "") + (answer["count"]?.text ?? "?")
        }
    }

    private func showHistogram(_ client: ServerClient, _ asked: [(String, String)]) async throws {
        let answer = try await client.json(
            ServerRequest(
                "GET", ["v1", "events", "histogram"], query: asked + [("interval", form.interval)] + waiting))
        output.answer(answer, text: HistogramText.text)
    }
}
