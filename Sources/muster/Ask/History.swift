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

            Before the events stand the spans: what was held directly, or by whom, and when. What is still held comes first; \
            of more than 200 the rest is left out. --spans shows all of them, and no events.

            EXAMPLES
              muster history bjensen
              muster history group:Auditors --order oldest --limit 20
              muster history hr-sync --role actor
              muster history 2819c223 --type user --namespace hr --json
              muster history bjensen --spans
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

    @Flag(help: "Show what was held directly, and by whom, from when to when: all of it, and no events.")
    var spans = false

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if spans, role != nil || page.order != nil || page.limit != nil || page.cursor != nil {
            throw ValidationError(
                "--spans shows all there are, in one order, without --role, --order, --limit and --cursor.")
        }
    }

    func run() async throws {
        let client = try server.client(retyped: retyped)
        if spans {
            let answer = try await SpanPages(client: client, who: who, query: narrowed + page.waiting).whole()
            output.answer(answer) { _ in
                heading(answer["subject"] ?? .null) + JoinedText.lines(answer)
                    + SpanText.lines(answer, of: [.held, .holders])
            }
            return
        }
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
        for name in ["spans", "holdings"].flatMap({ [$0, $0 + "Total", $0 + "Next"] }) { answer[name] = first[name] }
        answer["events"] = .array(events)
        answer["next"] = next
        output.answer(.object(answer)) { _ in
            let table = events.isEmpty ? "no events" : EventTable.text(events, showsSubject: showsSubject(subject))
            return heading(subject) + JoinedText.lines(first)
                + SpanText.lines(first, of: isImpersonal(subject) ? [.spansOfThing, .holdings] : [.spans]) + "\n\n"
                + table
                + (next.isNull ? "" : "\nthere are more: --cursor \(next.stringValue ?? next.text), or no --limit")
        }
    }

    private var retyped: RetypedCommand {
        RetypedCommand(
            ["history"],
            options: [
                ("--role", role?.rawValue), ("--order", page.order?.rawValue),
                ("--limit", page.limit.map { String($0) }),
            ], flags: (page.all ? ["--all"] : []) + (spans ? ["--spans"] : []) + output.flags)
    }

    private var narrowed: [(String, String)] {
        [("type", type), ("namespace", namespace), ("role", role?.rawValue)]
            .compactMap { name, value in value.map { (name, $0) } }
    }

    /// Where the events are not all about whoever was asked for, each says whom it is about.
    private func showsSubject(_ subject: JSONValue) -> Bool {
        if let role { return role != .subject }
        return isImpersonal(subject)
    }

    private func isImpersonal(_ subject: JSONValue) -> Bool {
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
