import ArgumentParser
import Directory
import Foundation
import JSON
import Ledger
import MusterServer
import Recorder

/// `muster bench people`.
struct BenchPeople: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people", abstract: "Fill a stopped server's log with people, for measurements among many.",
        discussion: """
            Each of them is the record that a POST of the same person would make, of muster bench scim, which finds them \
            by the same --prefix. They are appended without a server, many at once, so that a million take minutes; the \
            server makes its directory of them at its next start. They stay in that log for ever: use a data directory \
            of its own, with nobody of that prefix in it.

            EXAMPLES
              muster bench people --data /var/tmp/bench --users 1000000
              muster bench scim --mode filter --users 1000000 --token-file /var/tmp/bench/bootstrap-token
            """)

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("How many people.", valueName: "number"))
    var users = 1_000_000

    @Option(help: ArgumentHelp("How their names begin.", valueName: "text"))
    var prefix = "bench"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000_000).contains(users) else { throw ValidationError("--users must be from 1 to 100000000.") }
    }

    func run() async throws {
        try data.requireData()
        let directory = try DataDirectory(path: data.path)
        defer { directory.close() }
        let recorder = try await Recorder.open(name: "main", data: data.path)
        let result: Result<JSONValue, any Error>
        do { result = .success(try await fill(recorder)) } catch { result = .failure(error) }
        await recorder.close()
        output.answer(try result.get()) { Measurement.text($0) }
    }

    private static let batch = 250

    private func fill(_ recorder: Recorder) async throws -> JSONValue {
        let people = SCIMPeople(server: SCIMServer(host: "", port: 0, path: "", token: nil), prefix: prefix)
        var measurement = Measurement()
        try await withThrowingTaskGroup(of: Double.self) { group in
            var next = 0
            func begin() {
                guard next < users else { return }
                let numbers = next..<min(users, next + Self.batch)
                next = numbers.upperBound
                group.addTask { try await Self.append(numbers, of: people, recorder) }
            }
            for _ in 0..<8 { begin() }
            while let seconds = try await group.next() {
                measurement.latencies.append(seconds)
                begin()
            }
        }
        return measurement.figures([("users", .int(users))], operations: users)
    }

    private static func append(_ numbers: Range<Int>, of people: SCIMPeople, _ recorder: Recorder) async throws
        -> Double
    {
        let start = ContinuousClock.now
        var submissions: [Submission] = []
        for number in numbers {
            let caller = Caller(
                token: "bench", canAttest: false, address: "127.0.0.1", agent: "muster bench",
                request: UUID().uuidString)
            submissions += try NewResources.records(
                .user, try JSONValue(parsing: people.body(number)), id: UUID().uuidString.lowercased(), caller
            ).map { Submission(record: $0) }
        }
        _ = try await recorder.append(submissions, acknowledge: .durable)
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
