import ArgumentParser
import JSON

/// `muster gateway`: what stands in front of other SCIM services.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Add, list, test and remove auditing gateways.",
        discussion: """
            A gateway stands in front of a SCIM service that is not Muster's: identity providers are given the gateway's \
            address, SERVER/gateway/NAME, and every write that passes is put on record, with what it changed.

            These commands ask a running server: through the control socket in its data directory, or with --server.

            EXAMPLES
              muster gateway add crm https://crm.example.com/scim/v2 --bearer-file crm.token
              muster token create --name okta --scope gateway
              muster gateway test crm
              muster gateway pending crm
            """,
        subcommands: [
            GatewayAdd.self, GatewayList.self, GatewayTest.self, GatewayPending.self, GatewayRemove.self,
        ])
}

/// Which server has the gateways.
struct GatewayPlace: ParsableArguments {
    @OptionGroup var data: DataOptions
    @OptionGroup var server: ServerOptions

    /// Asks the server: the one that is named, or the one that runs on the data directory.
    func ask(_ request: ServerRequest) async throws -> JSONValue {
        if server.isServerNamed && data.data == nil { return try await server.client().json(request) }
        return try await data.administer {
            try await $0.json(request)
        } alone: { _ in
            throw Failure(
                .couldNotTell, "no server runs on \(data.path), and gateways are a running server's",
                hints: ["start it with `muster serve --data \(data.path)`, or name one with --server URL"])
        }
    }
}

/// What to show to the service where a gateway passes on what clients show.
struct UpstreamCredential: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File with a bearer token of the service, where the gateway has none.", valueName: "file"))
    var upstreamTokenFile: String?

    var headers: [(String, String)] {
        get throws {
            guard let file = upstreamTokenFile, let token = try TokenSource.read(file: file, value: nil) else {
                return []
            }
            return [("Upstream-Authorization", "Bearer \(token)")]
        }
    }
}
