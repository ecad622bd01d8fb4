import ArgumentParser
import JSON

/// `muster access`: what somebody had at a date, or who had something.
struct AccessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Show what a person had at a date, or who had a role, group or permission.",
        discussion: """
            WHO is a person, group or role, by id or by a name it ever had; --resource NAME asks the other way round. \
            A date alone means its last moment, in UTC or the zone that --zone names; without --at it is now. Access \
            through groups and roles is shown with the way that gave it; each line has the index of the record that \
            granted it. Needs a token with the scope read.

            --between A,B shows what was gained, lost, or came and went between the ends of two dates. --view recorded \
            (usual) is what was known then, in the order of the log; --view effective is what was true then as is \
            known now, in the order of the times that the sources claim.

            EXAMPLES
              muster access bjensen --at 2026-06-30
              muster access --resource role:Auditor --at 2026-06-30 --zone Europe/Berlin
              muster access bjensen --between 2026-06-01,2026-06-30
            """)

    enum View: String, ExpressibleByArgument, CaseIterable { case recorded, effective }

    @Argument(help: "Whose access: id, name or external id.")
    var who: String?
    @Option(help: ArgumentHelp("Who had this group, role, app or permission.", valueName: "name"))
    var resource: String?
    @Option(help: ArgumentHelp("The date or time.", valueName: "date"))
    var at: String?
    @Option(help: ArgumentHelp("Two dates with a comma: what changed between them.", valueName: "dates"))
    var between: String?
    @Option(help: ArgumentHelp("Zone of dates that name none (UTC).", valueName: "zone"))
    var zone: String?
    @Option(help: "What was known then, or what was true then.")
    var view: View = .recorded
    @Option(help: ArgumentHelp("Only somebody of this kind: user, group, service, …", valueName: "kind"))
    var type: String?
    @Option(help: ArgumentHelp("Only somebody of this namespace.", valueName: "name"))
    var namespace: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (who == nil) != (resource == nil) else {
            throw ValidationError(
                "Name whose access is meant, or --resource NAME for who had something; one of the two.")
        }
        if at != nil && between != nil { throw ValidationError("Give --at or --between, not both.") }
    }

    func run() async throws {
        let client = try server.client(retyped: retyped)
        let query = [
            ("subject", who), ("resource", resource), ("at", at), ("between", between), ("zone", zone),
            ("view", view.rawValue), ("type", type), ("namespace", namespace),
        ].compactMap { name, value in value.map { (name, $0) } }
        let answer = try await Self.whole(client, query)
        output.answer(answer) { _ in AccessText(answer, asksForHolders: resource != nil).text }
    }
}

extension AccessCommand {
    private var retyped: RetypedCommand {
        RetypedCommand(
            ["access"] + (resource == nil ? [] : ["--resource"]),
            options: [
                ("--at", at), ("--between", between), ("--zone", zone),
                ("--view", view == .recorded ? nil : view.rawValue),
            ], flags: output.flags)
    }

    /// Lists of an answer that go on from page to page.
    private static let lists = ["access", "gained", "lost", "passing"]

    /// All pages as one answer.
    private static func whole(_ client: ServerClient, _ query: [(String, String)]) async throws -> JSONValue {
        var whole = try await client.json(ServerRequest("GET", ["v1", "access"], query: query))
        while let next = whole["next"]?.stringValue {
            let page = try await client.json(
                ServerRequest("GET", ["v1", "access"], query: query + [("cursor", next)]))
            guard case .object(var object) = whole, page["next"]?.stringValue != next else { break }
            for list in lists {
                guard let lines = object[list]?.arrayValue else { continue }
                object[list] = .array(lines + (page[list]?.arrayValue ?? []))
            }
            object["next"] = page["next"] ?? .null
            whole = .object(object)
        }
        return whole
    }
}

/// An answer about access, as it is read on a terminal.
struct AccessText {
    let answer: JSONValue
    let asksForHolders: Bool

    init(_ answer: JSONValue, asksForHolders: Bool) {
        self.answer = answer
        self.asksForHolders = asksForHolders
    }

    var text: String {
        var parts = [heading + JoinedText.lines(answer)]
        if answer["access"] != nil {
            parts.append(table(answer["access"]?.arrayValue ?? [], none: "nothing"))
            if let late = answer["lateArrivals"]?.intValue, late > 0, answer["view"]?.stringValue == "recorded" {
                parts.append(
                    "records that --view effective takes differently, since they came late or out of order: \(late)")
            }
            if let later = answer["identitiesLater"]?.intValue, later > 0 {
                parts.append(
                    "identities that were found to be the same person only later, and are not covered: \(later)")
            }
            if answer["settled"]?.boolValue == false {
                parts.append("the log had not gone beyond this moment: what is recorded next may belong to it")
            }
        } else {
            for (title, member) in [("gained", "gained"), ("lost", "lost"), ("came and went", "passing")] {
                let lines = answer[member]?.arrayValue ?? []
                parts.append("\(title): \(lines.count)" + (lines.isEmpty ? "" : "\n" + table(lines, none: "")))
            }
            if answer["passingCut"]?.boolValue == true {
                parts.append("more came and went through groups and roles than is told: ask about a shorter time")
            }
        }
        return parts.joined(separator: "\n\n")
    }

    private var heading: String {
        let who = answer["subject"] ?? answer["resource"] ?? .null
        let times =
            answer["at"]?.stringValue.map { "at \($0)" }
            ?? "from \(answer["from"]?.stringValue ?? "?") to \(answer["until"]?.stringValue ?? "?")"
        return Terminal.harmless(
            "\(Self.name(who)) · \(times) · \(answer["view"]?.stringValue ?? "") · first \(answer["position"]?.text ?? "?") entries"
        )
    }

    private func table(_ lines: [JSONValue], none: String) -> String {
        if lines.isEmpty { return none }
        var table = Table(
            [
                Table.Column(title: asksForHolders ? "WHO" : "WHAT"), Table.Column(title: "THROUGH"),
                Table.Column(title: "SINCE", isWhole: true), Table.Column(title: "RECORD", side: .right, isWhole: true),
                Table.Column(title: ""),
            ] + (isOfSeveral ? [Table.Column(title: "OF")] : []))
        for line in lines { table.add(cells(line)) }
        return table.text
    }

    /// Whether lines are of several identities, so that each has to say of which.
    private var isOfSeveral: Bool { !asksForHolders && (answer["identities"]?.arrayValue?.count ?? 0) > 1 }

    private func cells(_ line: JSONValue) -> [String] {
        let path = line["path"]?.arrayValue ?? []
        let steps = line["through"]?.arrayValue ?? path.dropLast().compactMap { $0["resource"] }
        let through = steps.map(Self.name).joined(separator: " > ")
        var marks: [String] = []
        if line["eligible"]?.boolValue == true { marks.append("eligible only") }
        if line["late"]?.boolValue == true { marks.append("recorded late") }
        if let state = line["account"]?["state"]?.stringValue, state != "enabled" { marks.append("account \(state)") }
        if let ended = line["ended"]?["index"]?.text { marks.append("ended by \(ended)") }
        if line["endedByDeletion"]?.boolValue == true { marks.append("by deletion") }
        let who = line[asksForHolders ? "holder" : "resource"] ?? .null
        return [
            Self.name(who), through,
            since(line),
            line["index"]?.text ?? line["granted"]?["index"]?.text ?? "", marks.joined(separator: ", "),
        ] + (isOfSeveral ? [line["holder"].map(Self.name) ?? ""] : [])
    }

    /// By the clock that the view goes by.
    private func since(_ line: JSONValue) -> String {
        let mark = line["granted"] ?? line
        let claimed = answer["view"]?.stringValue == "effective" ? mark["occurredAt"]?.stringValue : nil
        return claimed ?? mark["since"]?.stringValue ?? mark["time"]?.stringValue ?? ""
    }

    static func name(_ identity: JSONValue) -> String {
        let name = identity["name"]?.stringValue ?? identity["id"]?.stringValue ?? identity["label"]?.stringValue ?? "?"
        return "\(identity["type"]?.stringValue ?? "unreadable") \(name)"
    }
}
