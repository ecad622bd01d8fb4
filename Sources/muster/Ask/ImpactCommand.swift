import ArgumentParser
import JSON

/// `muster impact`: what a record, a transaction or an actor brought about.
struct ImpactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "impact",
        abstract: "Show whom a record, a transaction or an actor touched, and what came of it.",
        discussion: """
            Who was touched, what access they gained or lost by it, which of that is still held, and what they did to \
            others while they held it. Needs a token with the scope read.

            EXAMPLES
              muster impact --event 4711
              muster impact --transaction tx-91
              muster impact --actor mallory --since 2026-06-01
            """)

    @Option(help: ArgumentHelp("The record with that index.", valueName: "index"))
    var event: UInt64?
    @Option(help: ArgumentHelp("All records of a transaction.", valueName: "id"))
    var transaction: String?
    @Option(help: ArgumentHelp("All that somebody did.", valueName: "name"))
    var actor: String?
    @Option(help: ArgumentHelp("From that date or time on.", valueName: "date"))
    var since: String?
    @Option(help: ArgumentHelp("Before that date or time.", valueName: "date"))
    var until: String?
    @Option(help: ArgumentHelp("Zone of dates that name none (UTC).", valueName: "zone"))
    var zone: String?

    @Option(help: ArgumentHelp("Only an actor of this kind: user, service, …", valueName: "kind"))
    var type: String?
    @Option(help: ArgumentHelp("Only an actor of this namespace.", valueName: "name"))
    var namespace: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard [event != nil, transaction != nil, actor != nil].filter({ $0 }).count == 1 else {
            throw ValidationError("Name what is meant: --event, --transaction or --actor; one of the three.")
        }
    }

    func run() async throws {
        let client = try server.client(
            retyped: RetypedCommand(
                ["impact", "--actor"], options: [("--since", since), ("--until", until), ("--zone", zone)],
                flags: output.flags))
        let query = [
            ("event", event.map { String($0) }), ("transaction", transaction), ("actor", actor), ("since", since),
            ("until", until), ("zone", zone), ("type", type), ("namespace", namespace),
        ].compactMap { name, value in value.map { (name, $0) } }
        let answer = try await client.json(ServerRequest("GET", ["v1", "impact"], query: query))
        output.answer(answer) { _ in Self.text(answer) }
    }

    private static func text(_ answer: JSONValue) -> String {
        let events = answer["events"]?.text ?? "0"
        var parts = ["\(events) event\(events == "1" ? "" : "s"), \(answer["refused"]?.text ?? "0") refused or failed"]
        var touched = Table([
            Table.Column(title: "TOUCHED"), Table.Column(title: "EVENTS", side: .right, isWhole: true),
            Table.Column(title: "FIRST", side: .right, isWhole: true),
            Table.Column(title: "LAST", side: .right, isWhole: true),
        ])
        for line in answer["touched"]?.arrayValue ?? [] {
            touched.add([
                AccessText.name(line["identity"] ?? .null), line["events"]?.text ?? "", line["first"]?.text ?? "",
                line["last"]?.text ?? "",
            ])
        }
        parts.append(touched.text)
        for (title, member) in [("GAINED", "gained"), ("LOST", "lost")] {
            let lines = answer[member]?.arrayValue ?? []
            if lines.isEmpty { continue }
            var table = Table([
                Table.Column(title: title), Table.Column(title: "THROUGH"), Table.Column(title: "BY"),
                Table.Column(title: "RECORD", side: .right, isWhole: true),
                Table.Column(title: "ENDED", side: .right, isWhole: true),
                Table.Column(title: "DEEDS", side: .right, isWhole: true),
            ])
            for line in lines {
                let through = (line["path"]?.arrayValue ?? []).dropLast().compactMap {
                    $0["resource"].map(AccessText.name)
                }
                let ended = line["ended"]?["index"]?.text
                table.add([
                    AccessText.name(line["resource"] ?? .null), through.joined(separator: " > "),
                    AccessText.name(line["holder"] ?? .null), line["index"]?.text ?? "",
                    ended.map { line["held"]?.boolValue == true ? "\($0), held otherwise" : $0 } ?? "held",
                    line["deeds"]?["count"]?.text ?? "",
                ])
            }
            parts.append(table.text)
        }
        if answer["cut"]?.boolValue == true {
            parts.append("there was more than is looked at: narrow it with --since and --until")
        }
        return parts.joined(separator: "\n\n")
    }
}
