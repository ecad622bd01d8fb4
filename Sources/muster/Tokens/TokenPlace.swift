import ArgumentParser
import JSON
import MusterServer
import Records

/// Where a command on tokens is done, and for which log.
struct TokenPlace: ParsableArguments {
    @Option(help: "The log (default: main, or with --server the token's own).")
    var log: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions

    /// Does the act: at the named server, through the control socket, or alone.
    func administer(
        _ request: ServerRequest, alone: (Administration, _ log: String) async throws -> JSONValue
    ) async throws -> JSONValue {
        if server.isServerNamed && data.data == nil { return try await server.client().json(request) }
        return try await data.administer {
            try await $0.json(request)
        } alone: {
            try await alone($0, log ?? "main")
        }
    }

    var query: [(String, String)] { log.map { [("log", $0)] } ?? [] }
}

extension Token {
    /// What is told of a token: never its value, nor the hash of it.
    func json(log: String) -> JSONValue {
        var object = JSONObject([
            ("name", .string(name)), ("log", .string(log)),
            ("scopes", .array(scopes.sorted().map { .string($0.rawValue) })),
            ("created", .string(created.rfc3339)),
        ])
        object["revoked"] = .some(revoked.map { .string($0.rfc3339) } ?? JSONValue.null)
        return .object(object)
    }
}
