import ArgumentParser
import JSON

/// `muster history`: everything that happened to one person or thing.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show everything that happened to a person, group or other subject.",
        discussion: """
            WHO is an id, a user name or an external id, now or earlier; type:name where a name alone is ambiguous. \
            The oldest event comes first. Needs a token with the scope read.

            EXAMPLES
              muster history bjensen
              muster history group:Auditors --order newest --limit 20
              muster history 2819c223 --json
            """)

    @Argument(help: "Id, name or external id.")
    var who: String

    @Option(help: ArgumentHelp("Only a subject of this kind: user, group, service, …", valueName: "kind"))
    var type: String?
    @Option(help: ArgumentHelp("Only a subject of this namespace.", valueName: "name"))
    var namespace: String?

    @Option(
        help: ArgumentHelp(
            "Where it stands in the events: subject, actor, onBehalfOf, resource, any. Default: subject for users and "
                + "services, any for groups, roles and other things.", valueName: "role"))
    var role: String?

    @OptionGroup var page: PageOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var (subject, events, next) = try await ask(role: role)
        if role == nil && !isPerson(subject) {
            (subject, events, next) = try await ask(role: "any")
        }
        output.answer(["subject": subject, "events": .array(events), "next": next]) { _ in
            let table =
                events.isEmpty
                ? "no events" : EventTable.text(events, showsSubject: role == "any" || !isPerson(subject))
            return heading(subject) + "\n\n" + table
                + (next.isNull ? "" : "\nthere are more: --cursor \(next.stringValue ?? next.text), or no --limit")
        }
    }

    private func isPerson(_ subject: JSONValue) -> Bool {
        let kind = subject["type"]?.stringValue
        return kind == "user" || kind == "service"
    }

    private func ask(role: String?) async throws -> (subject: JSONValue, events: [JSONValue], next: JSONValue) {
        let narrowed = [("type", type), ("namespace", namespace), ("role", role)].compactMap { name, value in
            value.map { (name, $0) }
        }
        let pages = EventPages(
            client: try server.client(), path: ["v1", "subjects", who], query: narrowed + page.query(usually: .oldest),
            cursor: page.cursor)
        var events: [JSONValue] = []
        var subject = JSONValue.null
        let next = try await pages.follow(limit: page.limit) { answer in
            events += answer["events"]?.arrayValue ?? []
            subject = answer["subject"] ?? subject
        }
        return (subject, events, next)
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
