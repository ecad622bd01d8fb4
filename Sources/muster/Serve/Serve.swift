import ArgumentParser
import MusterServer

/// `muster serve`: the server.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        usage: "muster serve [--config FILE] [--data DIR] [--listen HOST:PORT] [--SETTING VALUE …]",
        discussion: """
            The first start creates the data directory with a log named main, and a token with every scope for it in \
            DIR/bootstrap-token. Later starts reuse everything. SIGTERM and SIGINT end the server once the requests in \
            progress are answered.

            Every setting is a flag, a variable (--limits-body is MUSTER_LIMITS_BODY) and a key of the YAML file \
            (limits: body:); flags go over variables, variables over the file. Unknown keys, and variables that begin with \
            MUSTER_ and are none of Muster's, are refused.

            SETTINGS
            \(ServeFlags.help)

            EXAMPLES
              muster serve
              muster serve --data /var/lib/muster --listen 127.0.0.1:9000
              muster serve --config /etc/muster.yaml
              muster serve --listen 0.0.0.0:8443 \\
                --tls-certificate cert.pem --tls-key key.pem
            """)

    @Option(help: ArgumentHelp("A YAML file with settings (default: MUSTER_CONFIG).", valueName: "file"))
    var config: String?

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var flags: [String] = []

    func run() async throws {
        let configuration = try Configuration.load(
            flags: try ServeFlags.parse(flags), environment: Environment.all, file: config)
        try await MusterServer.serve(configuration)
    }
}
