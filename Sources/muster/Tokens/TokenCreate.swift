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
        help: "What it allows: write, attest, read, link, scim, gateway, admin; several times, or with commas.")
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
        var wanted = JSONObject([
            ("name", .string(name)), ("scopes", .array(scopes.sorted().map { .string($0.rawValue) })),
        ])
        wanted["source"] = source.map(JSONValue.string)
        wanted["log"] = place.log.map(JSONValue.string)
        let request = ServerRequest("POST", ["v1", "tokens"], query: place.query, json: .object(wanted))
        try reserveFile()
        var answer = try await creating(request, scopes)
        do throws(FileError) { try keep(&answer) } catch {
            _ = try? await place.revoke(name)
            throw Failure(
                .couldNotTell, "\(error)",
                hints: ["the value could not be kept, so the token was revoked: create another under another name"])
        }
        output.answer(answer) { text($0) }
    }

    private func creating(_ request: ServerRequest, _ scopes: Set<Scope>) async throws -> JSONValue {
        do { return try await create(request, scopes) } catch {
            if let out { try? DurableFile.remove(out) }
            throw error
        }
    }

    private func create(_ request: ServerRequest, _ scopes: Set<Scope>) async throws -> JSONValue {
        try await place.administer(request) { administration, log in
            let created = try await administration.createToken(
                name, scopes: scopes, source: source, log: log, by: .localOperator(request: "cli"))
            var object = created.token.json(log: log)
            object["token"] = .string(created.value)
            return .object(object)
        }
    }

    /// Makes the file of `--out`, empty: where that cannot be done, no token is created.
    private func reserveFile() throws {
        guard let out else { return }
        if DurableFile.exists(out) { throw Failure(.usage, "\(out) exists already") }
        try DurableFile.write([], to: out, mode: 0o600)
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

    private func keep(_ answer: inout JSONValue) throws(FileError) {
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
