import ArgumentParser
import JSON

/// `muster link`: identities that are one person.
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link", abstract: "Say that identities are one person, or list who is.",
        discussion: """
            From then on history and access of one are those of all of them. Each link is an entry of the log, with who made \
            it; muster unlink parts them again. Needs a token with the scope link, listing one with read.

            A NAME is an id, a user name or an external id, or type:id where a name alone is ambiguous.

            EXAMPLES
              muster link bjensen user:00u1a2b3 --reason "same person, HR ticket 71"
              muster link list bjensen
              muster link list
            """,
        subcommands: [LinkAdd.self, LinkList.self], defaultSubcommand: LinkAdd.self)
}

/// Names, a reason, and the server to tell.
struct LinkOptions: ParsableArguments {
    @Argument(help: "Two to sixteen names of identities.")
    var names: [String]

    @Option(help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (2...16).contains(names.count) else { throw ValidationError("Name two to sixteen identities.") }
    }

    func send(_ command: String, to path: [String]) async throws {
        var body = JSONObject([("identities", .array(names.map(JSONValue.string)))])
        body["reason"] = reason.map(JSONValue.string)
        let answer = try await server.client(retyped: retyped(command)).json(
            ServerRequest("POST", path, json: .object(body)))
        output.answer(answer) { answer in
            let entries = (answer["entries"]?.arrayValue ?? []).map { entry in
                let names = (entry["identities"]?.arrayValue ?? []).map(JoinedText.name)
                return "entry \(entry["index"]?.text ?? "?"): \(names.joined(separator: " - "))"
            }
            let said = answer["detail"]?.stringValue ?? answer["status"]?.stringValue ?? ""
            return ([said] + entries).map(Terminal.harmless).joined(separator: "\n")
        }
    }
}

extension LinkOptions {
    /// The field of a refusal is `identities[N]`, by the place of the name; a label stands for it.
    private func retyped(_ command: String) -> RetypedCommand {
        let rest = (reason.map { ["--reason", $0] } ?? []) + output.flags
        return RetypedCommand { [names] candidate, field in
            guard let place = names.indices.first(where: { field == "identities[\($0)]" }) else { return nil }
            var names = names
            names[place] = candidate.label
            return [command] + names + rest
        }
    }
}

/// `muster link NAME NAME…`.
struct LinkAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Link identities (the default).")

    @OptionGroup var options: LinkOptions

    func run() async throws { try await options.send("link", to: ["v1", "links"]) }
}

/// `muster unlink NAME NAME…`.
struct Unlink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlink", abstract: "Say that identities are not one person.",
        discussion: """
            Each two of the identities that a link or a match joins directly are parted, and whatever hangs on that. Needs a \
            token with the scope link.

            EXAMPLES
              muster unlink bjensen user:00u1a2b3 --reason "namesakes"
            """)

    @OptionGroup var options: LinkOptions

    func run() async throws { try await options.send("unlink", to: ["v1", "links", "remove"]) }
}
