import ArgumentParser
import JSON

/// `muster bench scim`.
struct BenchSCIM: AsyncParsableCommand {
    enum Mode: String, CaseIterable, ExpressibleByArgument {
        case create, patch, filter, member, push, sequential, health
    }

    static let configuration = CommandConfiguration(
        commandName: "scim", abstract: "Measure a SCIM service: provisioning over HTTP, as identity providers do it.",
        discussion: """
            What is written stays in that server's log for ever: use a server of its own for it. Each connection sends \
            one request at a time, from one thread that does little else, so that server and load fit on one machine. \
            People and groups that a mode needs are made first, or found again by --prefix. Modes:

              create      POST of new users
              patch       PATCH of active, off and on again, on --users people
              filter      GET with filter userName eq, among --users people
              member      PATCH that adds or removes one member of a group of --members
              push        PATCH that replaces no members by --members at once
              sequential  POST, PATCH, PATCH in turn, over one connection
              health      GET of /healthz: what the HTTP server alone costs, as a control

            EXAMPLES
              muster bench scim --mode create --token-file muster-data/bootstrap-token
              muster bench scim --mode filter --users 1000000 --pid $(pidof muster) --json
            """)

    @OptionGroup var server: ServerOptions

    @Option(
        help: ArgumentHelp(
            "What to measure: \(Mode.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "mode"))
    var mode = Mode.create

    @Option(help: ArgumentHelp("What stands before /Users in the address.", valueName: "path"))
    var base = "/scim/v2"

    @Option(help: ArgumentHelp("How many requests are measured.", valueName: "number"))
    var entries = 20_000

    @Option(help: ArgumentHelp("Connections at once.", valueName: "number"))
    var connections = 64

    @Option(
        help: ArgumentHelp(
            "Connections at once while people are made or found, before anything is measured.", valueName: "number"))
    var makers = 64

    @Option(help: ArgumentHelp("People that are there before patch and filter are measured.", valueName: "number"))
    var users = 10_000

    @Option(help: ArgumentHelp("Members of the group of member and push.", valueName: "number"))
    var members = 10_000

    @Option(
        help: ArgumentHelp("How the names of people begin; those of an earlier run are used again.", valueName: "text"))
    var prefix = "bench"

    @Option(
        help: ArgumentHelp("The server's process on this machine, to tell its processor time too.", valueName: "pid"))
    var pid: Int?

    @Option(
        help: ArgumentHelp(
            "Tell too what the measured writes took in that gateway beside waiting for the service behind it.",
            valueName: "name"))
    var gateway: String?

    @Option(
        help: ArgumentHelp(
            "Begin so many requests a second, in create, patch and filter; times are taken from when each was due.",
            valueName: "number"))
    var rate: Double?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000_000).contains(entries) else {
            throw ValidationError("--entries must be from 1 to 100000000.")
        }
        guard (1...1000).contains(connections) else { throw ValidationError("--connections must be from 1 to 1000.") }
        guard (1...1000).contains(makers) else { throw ValidationError("--makers must be from 1 to 1000.") }
        guard (1...100_000_000).contains(users) else { throw ValidationError("--users must be from 1 to 100000000.") }
        guard (1...1_000_000).contains(members) else { throw ValidationError("--members must be from 1 to 1000000.") }
        if let rate {
            guard rate > 0, rate <= 1_000_000 else { throw ValidationError("--rate must be above 0, at most 1000000.") }
            guard [.create, .patch, .filter].contains(mode) else {
                throw ValidationError("--rate goes with the modes create, patch and filter.")
            }
        }
        guard !prefix.isEmpty, prefix.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && ![0x22, 0x25, 0x5C].contains($0) })
        else { throw ValidationError("--prefix must be plain text without blanks.") }
    }

    func run() async throws {
        let client = try server.client()
        guard case .network(let address) = client.place else { throw Failure(.usage, "give an address with --server") }
        let service = try SCIMServer(address: address, path: base, token: client.token)
        output.answer(try measure(service)) { Measurement.text($0) }
    }

    private func measure(_ service: SCIMServer) throws -> JSONValue {
        let load = SCIMLoad(
            server: service, people: SCIMPeople(server: service, prefix: prefix), entries: entries,
            connections: mode == .sequential ? 1 : connections, makers: makers, rate: rate)
        let work = try load.prepare(mode, users: users, members: members)
        let process = pid.map(ServerProcess.init)
        let before = try process?.processorSeconds()
        let earlier = try gateway.map { try OwnTimes(of: $0, service) }
        var measurement = Measurement()
        measurement.latencies = try work()
        var more: [(String, JSONValue)] = [("mode", .string(mode.rawValue)), ("connections", .int(load.connections))]
        if let rate { more.append(("offered", Measurement.number(rate, 1))) }
        if let process, let before {
            let spent = try process.processorSeconds() - before
            more.append(
                ("server_cpu_us", Measurement.number(spent / Double(measurement.latencies.count) * 1e6, 1)))
            more.append(("server_peak_rss_mb", Measurement.number(try process.peakMegabytes(), 1)))
        }
        if let gateway, let earlier { more.append(("own", try OwnTimes(of: gateway, service).figures(since: earlier))) }
        return measurement.figures(more)
    }
}
