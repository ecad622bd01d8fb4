import ArgumentParser
import JSON

/// `muster query`: events by what they say.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Find events.",
        discussion: """
            All filters given must hold. People, groups and services are named by id, by any name or external id that \
            they ever had, or as type:name. Times are the log's, in RFC 3339. Needs a token with the scope read.

            EXAMPLES
              muster query --subject bjensen --limit 10
              muster query --action group.member --since 2026-11-01T00:00:00Z
              muster query --actor hr-sync --outcome refused --json
              muster query "annual move" --resource Auditors --order oldest --all
            """)

    @Argument(help: "Words that the event must contain; \"a phrase\", and begin* for words that begin so.")
    var text: [String] = []

    @Option(help: ArgumentHelp("Who did it.", valueName: "who"))
    var actor: String?
    @Option(help: ArgumentHelp("Whom it happened to.", valueName: "who"))
    var subject: String?
    @Option(help: ArgumentHelp("The action, or how it begins: user.update, group.member, group.", valueName: "name"))
    var action: String?
    @Option(help: ArgumentHelp("The group, role, app or other resource involved.", valueName: "what"))
    var resource: String?
    @Option(help: ArgumentHelp("The source that reported it.", valueName: "name"))
    var source: String?
    @Option(help: ArgumentHelp("success, failed, refused, attempted or observed.", valueName: "outcome"))
    var outcome: String?
    @Option(help: ArgumentHelp("Not before this time.", valueName: "time"))
    var since: String?
    @Option(help: ArgumentHelp("Before this time.", valueName: "time"))
    var until: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let pages = EventPages(client: try server.client(), path: ["v1", "events"], query: query, cursor: page.cursor)
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

    private var query: [(String, String)] {
        let filters: [(String, String?)] = [
            ("actor", actor), ("subject", subject), ("action", action), ("resource", resource), ("source", source),
            ("outcome", outcome), ("since", since), ("until", until),
            ("q", text.isEmpty ? nil : text.joined(separator: " ")),
        ]
        return filters.compactMap { name, value in value.map { (name, $0) } } + page.query(usually: .newest)
    }
}
