import ArgumentParser
import JSON
import Records

/// `muster history`: everything that happened to one person or thing.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything that happened to a person, group or other subject.",
        discussion: """
            WHO is an id, a user name or an external id, now or earlier; type:name where a name alone is ambiguous. \
            Needs a token with the scope read.

            Of a person or service the events are shown that happened to it; of a group, role, app and everything \
            else also those in which it is the resource, the actor or the one acted for. --role says otherwise. The \
            newest event comes first, as everywhere; --order oldest tells it from the beginning.

            EXAMPLES
              muster history bjensen
              muster history group:Auditors --order oldest --limit 20
              muster history hr-sync --role actor
              muster history 2819c223 --type user --namespace hr --json
            """)

    @Argument(help: "Id, name or external id.")
    var who: String

    @Option(help: ArgumentHelp("Only a subject of this kind: user, group, service, …", valueName: "kind"))
    var type: String?
    @Option(help: ArgumentHelp("Only a subject of this namespace.", valueName: "name"))
    var namespace: String?

    /// The part that whoever is asked for has in an event.
    enum Role: String, ExpressibleByArgument, CaseIterable { case subject, actor, onBehalfOf, resource, any }

    @Option(help: "The part it has in the events (default: subject for a person or service, any for all else).")
    var role: Role?

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var client = try server.client()
        if let role { client.again += ["--role", role.rawValue] }
        let pages = EventPages(
            client: client, path: ["v1", "subjects", who], query: narrowed + page.query(usually: .newest),
            cursor: page.cursor)
        var events: [JSONValue] = []
        var subject = JSONValue.null
        var first = JSONValue.null
        let next = try await pages.follow(limit: page.limit) { answer in
            events += answer["events"]?.arrayValue ?? []
            subject = answer["subject"] ?? subject
            if first.isNull { first = answer }
        }
        var answer = JSONObject([("subject", subject)])
        if let identities = first["identities"] { answer["identities"] = identities }
        if let shared = first["notJoined"] { answer["notJoined"] = shared }
        for name in ["spans", "spansCut"] { answer[name] = first[name] }
        answer["events"] = .array(events)
        answer["next"] = next
        output.answer(.object(answer)) { _ in
            let table = events.isEmpty ? "no events" : EventTable.text(events, showsSubject: showsSubject(subject))
            return heading(subject) + JoinedText.lines(first) + SpanText.lines(first, of: subject) + "\n\n" + table
                + (next.isNull ? "" : "\nthere are more: --cursor \(next.stringValue ?? next.text), or no --limit")
        }
    }

    private var narrowed: [(String, String)] {
        [("type", type), ("namespace", namespace), ("role", role?.rawValue)]
            .compactMap { name, value in value.map { (name, $0) } }
    }

    /// Where the events are not all about whoever was asked for, each says whom it is about.
    private func showsSubject(_ subject: JSONValue) -> Bool {
        if let role { return role != .subject }
        let type = subject["type"]?.stringValue ?? ""
        return type != "service" && Identity.impersonalKinds.contains(type)
    }

    private func heading(_ subject: JSONValue) -> String {
        let name = subject["name"]?.stringValue ?? who
        var parts = ["\(subject["type"]?.stringValue ?? "subject") \(name)"]
        if let id = subject["id"]?.stringValue { parts.append("id \(id)") }
        if let external = subject["externalId"]?.stringValue { parts.append("external id \(external)") }
        let names = (subject["names"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        if names.count > 1 { parts.append("known as \(names.joined(separator: ", "))") }
        return Terminal.harmless(parts.joined(separator: " · "))
    }
}

/// The stretches during which somebody held something, or something was held, as lines.
enum SpanText {
    /// Empty where there are none.
    static func lines(_ answer: JSONValue, of subject: JSONValue) -> String {
        let spans = answer["spans"]?.arrayValue ?? []
        if spans.isEmpty { return "" }
        let type = subject["type"]?.stringValue ?? ""
        let isPerson = type == "service" || !Identity.impersonalKinds.contains(type)
        var table = Table([
            Table.Column(title: isPerson ? "HELD" : "HELD BY"), Table.Column(title: "FROM", isWhole: true),
            Table.Column(title: "RECORD", side: .right, isWhole: true), Table.Column(title: "TO", isWhole: true),
            Table.Column(title: "RECORD", side: .right, isWhole: true),
        ])
        for span in spans {
            let ended = span["ended"] ?? .null
            table.add([
                AccessText.name(span[isPerson ? "resource" : "holder"] ?? .null),
                span["granted"]?["time"]?.stringValue ?? "", span["granted"]?["index"]?.text ?? "",
                ended["time"]?.stringValue ?? "", ended["index"]?.text ?? "",
            ])
        }
        let more = answer["spansCut"]?.boolValue == true ? "\nthe newest \(spans.count) of them" : ""
        return "\n\n" + table.text + more
    }
}
