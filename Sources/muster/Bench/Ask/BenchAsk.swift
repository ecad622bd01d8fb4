import ArgumentParser
import JSON

/// `muster bench ask`.
struct BenchAsk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask", abstract: "Measure a server's answers: searches, counts, histories, access at a date.",
        discussion: """
            Asks a server that has the history of muster bench generate, changing nothing. People, groups and times come \
            from its own events, chosen by --data-seed. Every question is asked over one connection and then over \
            --connections at once; with --pid the server's processor time is told for each request. The answer has one \
            object for each question; one that this server has no route for says "there": false.

            EXAMPLES
              muster bench ask --token-file look.token --pid $(pidof muster) --json
              muster bench ask --token-file look.token --requests 500 --connections 8
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: ArgumentHelp("Chooses who and what is asked about.", valueName: "number"))
    var dataSeed: UInt64 = 1

    @Option(help: ArgumentHelp("Requests for each question and number of connections.", valueName: "number"))
    var requests = 200

    @Option(help: ArgumentHelp("Connections at once in the second pass.", valueName: "number"))
    var connections = 8

    @Option(
        help: ArgumentHelp("The server's process on this machine, to tell its processor time too.", valueName: "pid"))
    var pid: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(requests) else { throw ValidationError("--requests must be from 1 to 1000000.") }
        guard (1...1000).contains(connections) else { throw ValidationError("--connections must be from 1 to 1000.") }
    }

    func run() async throws {
        let client = try server.client()
        guard case .network(let address) = client.place else { throw Failure(.usage, "give an address with --server") }
        let service = try SCIMServer(address: address, path: "", token: client.token)
        let sample = try AskSample(service, seed: dataSeed)
        var figures: [(String, JSONValue)] = []
        for question in AskQuestion.all {
            figures.append((question.name, try measure(question, service, sample)))
        }
        output.answer(.object(JSONObject(figures))) { figures in
            (figures.objectValue?.members ?? []).map { "\($0.name)\n" + Measurement.text($0.value) }
                .joined(separator: "\n\n")
        }
    }

    private func measure(_ question: AskQuestion, _ service: SCIMServer, _ sample: AskSample) throws -> JSONValue {
        let first = try service.ask("GET", question.target(sample, 0))
        guard first.status != 404 else { return ["there": false] }
        return [
            "there": true, "one": try pass(question, service, sample, 1),
            "many": try pass(question, service, sample, connections),
        ]
    }

    private func pass(
        _ question: AskQuestion, _ service: SCIMServer, _ sample: AskSample, _ connections: Int
    ) throws -> JSONValue {
        let process = pid.map(ServerProcess.init)
        var statuses: [Int: Int] = [:]
        var bytes = 0
        let before = try process?.processorSeconds()
        var number = 0
        var measurement = Measurement()
        measurement.latencies = try service.run(connections: connections) { _ in
            guard number < requests else { return nil }
            defer { number += 1 }
            return (service.request("GET", question.target(sample, number)), number)
        } _: { answer, _ in
            statuses[answer.status, default: 0] += 1
            bytes += answer.body.count
        }
        var more: [(String, JSONValue)] = [
            ("connections", .int(connections)), ("requests", .int(requests)), ("bytes", .int(bytes / requests)),
            (
                "statuses",
                .object(
                    JSONObject(statuses.sorted { $0.key < $1.key }.map { (String($0.key), JSONValue.int($0.value)) }))
            ),
        ]
        if let process, let before {
            let spent = try process.processorSeconds() - before
            more.append(("server_cpu_us", Measurement.number(spent / Double(requests) * 1e6, 1)))
            more.append(("server_peak_rss_mb", Measurement.number(try process.peakMegabytes(), 1)))
        }
        return measurement.figures(more)
    }
}
