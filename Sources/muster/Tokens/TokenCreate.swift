import ArgumentParser
import DurableFiles
import JSON
import MusterServer

/// `muster token create`.
struct TokenCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a token; its value is shown this once.",
        discussion: """
            EXAMPLES
              muster token create --name hr-sync --scope write --scope attest
              muster token create --name hr-sync-2 --source hr-sync --scope write
              muster token create --name auditor --scope read --out auditor.token
            """)

    @Option(help: "The name on record; lower-case letters, digits, dots, dashes, underscores.")
    var name: String

    @Option(
        parsing: .upToNextOption,
        help: "What it allows: write, attest, read, scim, admin; several times, or with commas.")
    var scope: [String]

    @Option(
        help: ArgumentHelp(
            "The source of records that name none: for a token that takes over from another. Default: its own name.",
            valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("Write the value to a new file (mode 0600) instead of showing it.", valueName: "file"))
    var out: String?

    @OptionGroup var place: TokenPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let scopes = try parsedScopes()
        if let out, DurableFile.exists(out) { throw Failure(.usage, "\(out) exists already") }
        var wanted = JSONObject([
            ("name", .string(name)), ("scopes", .array(scopes.sorted().map { .string($0.rawValue) })),
        ])
        wanted["source"] = source.map(JSONValue.string)
        wanted["log"] = place.log.map(JSONValue.string)
        let request = ServerRequest("POST", ["v1", "tokens"], query: place.query, json: .object(wanted))
        var answer = try await place.administer(request) { administration, log in
            let created = try await administration.createToken(
                name, scopes: scopes, source: source, log: log, by: .localOperator(request: "cli"))
            guard var object = created.token.json(log: log).objectValue else { return .null }
            object["token"] = .string(created.value)
            return .object(object)
        }
        try keep(&answer)
        output.answer(answer) { text($0) }
    }

    private func parsedScopes() throws -> Set<Scope> {
        let words = scope.flatMap { $0.split(separator: ",").map(String.init) }
        return Set(
            try words.map { word in
                guard let scope = Scope(rawValue: word) else {
                    let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Failure(.usage, "there is no scope \(word); scopes are \(known)")
                }
                return scope
            })
    }

    private func keep(_ answer: inout JSONValue) throws {
        guard let out, var object = answer.objectValue, let value = object["token"]?.stringValue else { return }
        try DurableFile.write(Array((value + "\n").utf8), to: out, mode: 0o600)
        object["token"] = nil
        object["file"] = .string(out)
        answer = .object(object)
    }

    private func text(_ token: JSONValue) -> String {
        let scopes = (token["scopes"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        let what = "created token \(name) of log \(token["log"]?.stringValue ?? "") with \(scopes)"
        guard let value = token["token"]?.stringValue else { return "\(what); its value is in \(out ?? "")" }
        Terminal.remark(what + "; the value is shown only now:")
        return value
    }
}
