import ArgumentParser
import JSON
import MusterServer

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

    /// Revokes a token there.
    func revoke(_ name: String) async throws -> JSONValue {
        try await administer(ServerRequest("POST", ["v1", "tokens", name, "revoke"], query: query)) {
            .object(try await $0.revokeToken(name, log: $1, by: .localOperator(request: "cli")))
        }
    }

    var query: [(String, String)] { log.map { [("log", $0)] } ?? [] }
}
