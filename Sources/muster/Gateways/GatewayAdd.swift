import ArgumentParser
import JSON
import MusterServer

/// `muster gateway add`.
struct GatewayAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a gateway in front of a SCIM service.",
        discussion: """
            Without a credential the gateway passes on what its clients show; with one, clients show a token of Muster \
            with the scope gateway, and the service sees only the gateway's credential.

            EXAMPLES
              muster gateway add crm https://crm.example.com/scim/v2
              muster gateway add crm https://crm.example.com/scim/v2 --bearer-file /run/secrets/crm
              muster gateway add crm https://crm.example.com/scim/v2 --bearer-env CRM_TOKEN --allow okta
              muster gateway add crm https://crm.example.com/scim/v2 --basic-user muster --basic-password-file crm.password
              muster gateway add crm https://crm.example.com/scim/v2 --header X-Api-Key --header-value-env CRM_KEY
            """)

    @Argument(help: "The gateway's name: it becomes part of the address.") var name: String
    @Argument(help: "The base address of the SCIM service.") var upstream: String

    @OptionGroup var credentials: GatewayCredentials
    @Option(
        name: .customLong("allow"), help: ArgumentHelp("A token that may use it; several times.", valueName: "token"))
    var tokens: [String] = []
    @Option(help: ArgumentHelp("The log of its records (default: main).", valueName: "log"))
    var log: String?
    @Option(help: ArgumentHelp("A host name that leads to it.", valueName: "host")) var host: String?
    @Option(help: ArgumentHelp("A path that leads to it, beside /gateway/NAME.", valueName: "path")) var path: String?
    @Option(help: ArgumentHelp("Bulk requests: forward or refuse.", valueName: "how")) var bulk: String?
    @Option(
        help: ArgumentHelp(
            "PEM file with the authority of the service's certificate, read by the server.", valueName: "file"))
    var upstreamCaFile: String?

    @Option(
        help: ArgumentHelp("Seconds in which the service must take a connection (default: 5).", valueName: "seconds"))
    var connectTimeout: Int?
    @Option(help: ArgumentHelp("Seconds in which the service must answer (default: 30).", valueName: "seconds"))
    var timeout: Int?
    @Option(help: ArgumentHelp("Most bytes of a body (default: 16777216).", valueName: "bytes")) var bodyLimit: Int?
    @Option(help: ArgumentHelp("Most connections to the service (default: 64).", valueName: "count"))
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "An attribute that changes by itself and is not looked at; several times.", valueName: "name"))
    var ignore: [String] = []

    @OptionGroup var place: GatewayPlace
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var wanted = JSONObject([("name", .string(name)), ("upstream", .string(upstream))])
        wanted["credentials"] = credentials.json
        if !tokens.isEmpty { wanted["tokens"] = .array(tokens.map { .string($0) }) }
        if !ignore.isEmpty { wanted["ignore"] = .array(ignore.map { .string($0) }) }
        wanted["log"] = log.map { .string($0) }
        wanted["host"] = host.map { .string($0) }
        wanted["path"] = path.map { .string($0) }
        wanted["bulk"] = bulk.map { .string($0) }
        wanted["tls"] = upstreamCaFile.map { ["ca-file": .string(AbsolutePath.of($0))] }
        wanted["timeouts"] = Self.numbers([("connect", connectTimeout), ("answer", timeout)])
        wanted["limits"] = Self.numbers([("body", bodyLimit), ("connections", connections)])
        let answer = try await place.ask(ServerRequest("POST", ["v1", "gateways"], json: .object(wanted)))
        output.answer(answer) { _ in
            """
            added gateway \(name) in front of \(upstream)
            give identity providers this address: \(answer["address"]?.stringValue ?? "SERVER/gateway/\(name)")
            try it: \(Shell.muster(["gateway", "test", name]))
            """
        }
        for warning in answer["warnings"]?.arrayValue ?? [] {
            Terminal.remark(Terminal.harmless("WARNING: \(warning.stringValue ?? "")"))
        }
    }

    /// Those that were given; nil for none.
    private static func numbers(_ pairs: [(String, Int?)]) -> JSONValue? {
        let given = pairs.compactMap { name, number in number.map { (name, JSONValue.int($0)) } }
        return given.isEmpty ? nil : .object(JSONObject(given))
    }
}
