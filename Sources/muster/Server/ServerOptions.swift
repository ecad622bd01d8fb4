import ArgumentParser
import Glibc

/// Which server to ask, and with which token.
struct ServerOptions: ParsableArguments {
    /// Where a server listens when nothing else is said.
    static let usualServer = "http://127.0.0.1:8085"

    @Option(help: ArgumentHelp("The server (default: MUSTER_SERVER, or \(usualServer)).", valueName: "url"))
    var server: String?

    @OptionGroup var connection: ConnectionOptions

    /// Whether a server was named, by option or environment.
    var isServerNamed: Bool { server != nil || Environment.variable("MUSTER_SERVER") != nil }

    /// The server to ask; its scheme and host are checked here, so that a slip is a usage error.
    ///
    /// `retyped`: the command as it was typed, where it has names of identities.
    func client(retyped: RetypedCommand? = nil) throws -> ServerClient {
        let address = server ?? Environment.variable("MUSTER_SERVER") ?? Self.usualServer
        guard address.hasPrefix("http://") || address.hasPrefix("https://"), !address.contains(" ") else {
            throw Failure(
                .usage, "the server must be an address such as \(Self.usualServer) or https://muster.example.com")
        }
        if let caFile = connection.caFile { try AuthorityFile.check(caFile) }
        return ServerClient(
            place: .network(address.hasSuffix("/") ? String(address.dropLast()) : address),
            token: try connection.readToken(),
            caFile: connection.caFile, hints: tokenHints(address), again: again,
            retyped: retyped)
    }

    /// The options as they were typed, but for a token's value, which is not shown.
    private var again: [String] {
        [("--server", server), ("--token-file", connection.tokenFile), ("--ca-file", connection.caFile)].flatMap {
            name, value in
            value.map { [name, $0] } ?? []
        }
    }

    /// Said when the server wants a token. The first token is powerful, so it is never taken without being asked for.
    private func tokenHints(_ address: String) -> [String] {
        var hints = ["give one with --token-file FILE, --token VALUE, or the variable MUSTER_TOKEN"]
        if address == Self.usualServer, access("muster-data/bootstrap-token", R_OK) == 0 {
            hints.append("the first start left one here: --token-file muster-data/bootstrap-token")
        }
        return hints
    }
}
