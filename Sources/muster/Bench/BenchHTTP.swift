import ArgumentParser
import AsyncHTTPClient
import JSON

/// `muster bench http`.
struct BenchHTTP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http", abstract: "Measure a server: records over HTTP, durable before each answer.",
        discussion: """
            Appends records that stay in that server's log for ever: use a server of its own for it. Each connection \
            sends one request at a time: one record, or --batch records as NDJSON. The time is a request's, the rate \
            and the processor time (of this process) are a record's.

            EXAMPLES
              muster bench http --token-file muster-data/bootstrap-token
              muster bench http --batch 500 --connections 8 --entries 200000 --json
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: ArgumentHelp("How many records.", valueName: "number"))
    var entries = 20_000

    @Option(help: ArgumentHelp("Bytes of each in JSON, roughly.", valueName: "bytes"))
    var size = 1024

    @Option(help: ArgumentHelp("Connections at once.", valueName: "number"))
    var connections = 64

    @Option(help: ArgumentHelp("Records in one request.", valueName: "number"))
    var batch = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000_000).contains(entries) else {
            throw ValidationError("--entries must be from 1 to 100000000.")
        }
        guard (1...60_000).contains(size) else { throw ValidationError("--size must be from 1 to 60000.") }
        guard (1...1000).contains(connections) else { throw ValidationError("--connections must be from 1 to 1000.") }
        guard (1...10_000).contains(batch) else { throw ValidationError("--batch must be from 1 to 10000.") }
    }

    func run() async throws {
        let client = try server.client()
        let http = try client.makeClient(connections: connections)
        do {
            let figures = try await measure(client, http)
            try? await http.shutdown()
            output.answer(figures) { Measurement.text($0) }
        } catch {
            try? await http.shutdown()
            throw error is Failure ? error : client.noAnswer(error)
        }
    }

    private func measure(_ client: ServerClient, _ http: HTTPClient) async throws -> JSONValue {
        let load = HTTPLoad(client: client, http: http, size: size)
        try await load.send(-1, 1)  // the first request makes the connection
        var measurement = Measurement()
        measurement.latencies = try await withThrowingTaskGroup(of: Latencies.self) { group in
            for connection in 0..<connections {
                let share = entries / connections + (connection < entries % connections ? 1 : 0)
                group.addTask { try await load.run(connection, share, batch: batch) }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
        return measurement.figures(
            [
                ("entries", .int(entries)), ("size", .int(size)), ("connections", .int(connections)),
                ("batch", .int(batch)),
            ], operations: entries)
    }
}

/// The requests of the measurement.
private struct HTTPLoad: Sendable {
    let client: ServerClient
    let http: HTTPClient
    let size: Int
    /// Distinguishes this run's records from those of another.
    private let run = UInt64.random(in: 0...UInt64.max)

    init(client: ServerClient, http: HTTPClient, size: Int) {
        self.client = client
        self.http = http
        self.size = size
    }

    func run(_ connection: Int, _ count: Int, batch: Int) async throws -> Latencies {
        var latencies = Latencies()
        var number = 0
        while number < count {
            let records = min(batch, count - number)
            let start = ContinuousClock.now
            try await send(connection << 32 | number, records)
            latencies.append((ContinuousClock.now - start) / .seconds(1))
            number += records
        }
        return latencies
    }

    /// Appends records under numbers of their own, from `first` on.
    func send(_ first: Int, _ count: Int) async throws {
        var request = ServerRequest("POST", ["v1", "events"])
        var body: [UInt8] = []
        body.reserveCapacity(count * (size + 1))
        for number in 0..<count {
            append(first + number, to: &body)
            if count > 1 { body.append(UInt8(ascii: "\n")) }
        }
        request.body = body
        if count > 1 { request.contentType = "application/x-ndjson" }
        let answer = try await client.send(request, with: http)
        guard answer.status == 200 || answer.status == 201 else {
            throw Failure(.no, "the server answered \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    private func append(_ number: Int, to body: inout [UInt8]) {
        let start = body.count
        let person = number & 1023
        let text = """
            {"id":"bench-\(run)-\(number)","action":"user.update","subject":{"type":"user","id":"u-\(person)",\
            "name":"person \(person)"},"changes":[{"path":"title","before":"Clerk","after":"Auditor \(number)"}],\
            "reason":"
            """
        body.append(contentsOf: text.utf8)
        let filler = min(max(size - (body.count - start) - 2, 1), 4000)
        body.append(contentsOf: repeatElement(UInt8(ascii: "r"), count: filler))
        body.append(contentsOf: "\"}".utf8)
    }
}
