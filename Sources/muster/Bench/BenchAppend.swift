import ArgumentParser
import Foundation
import JSON
import Ledger
import Recorder

/// `muster bench append`.
struct BenchAppend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Measure appends, durable before each is answered.",
        discussion: """
            Every writer appends one entry at a time and waits for the answer, and begins the next at once; with --rate \
            entries are begun at that rate instead, and each one's time runs from the moment at which it was due. Entries are bare bytes for the ledger, or \
            with --records whole records: sealed, labelled, with their idempotency keys.

            EXAMPLES
              muster bench append --dir /var/tmp --entries 100000 --writers 1000
              muster bench append --dir /var/tmp --entries 20000 --writers 200 --records
              muster bench append --dir /var/tmp --entries 10000 --rate 1000 --json
            """)

    @OptionGroup var options: BenchOptions

    @Option(help: ArgumentHelp("How many append at the same time.", valueName: "number"))
    var writers = 100

    @Option(help: ArgumentHelp("Entries a second to begin; without it, as many as can be.", valueName: "number"))
    var rate: Double?

    @Option(help: "Answer when the entry is on disk (durable) or in a signed checkpoint (published).")
    var ack = Append.Acknowledgement.durable

    @Flag(help: "Append records through the vault, instead of bare bytes.")
    var records = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100_000).contains(writers) else { throw ValidationError("--writers must be from 1 to 100000.") }
        guard rate.map({ $0 >= 1 && $0 <= 10_000_000 }) ?? true else {
            throw ValidationError("--rate must be from 1 to 10000000.")
        }
    }

    func run() async throws {
        let figures = try await options.inFolder { folder in
            let recorder = try await Recorder.create(name: "bench", origin: "bench.invalid/log", data: folder)
            var figures = try await measure(recorder)
            await recorder.close()
            if !records { figures.append(("overhead_bytes", Measurement.number(try overhead(folder), 1))) }
            return JSONValue.object(JSONObject(figures))
        }
        output.answer(figures) { Measurement.text($0) }
    }

    private func measure(_ recorder: Recorder) async throws -> [(String, JSONValue)] {
        let load = BenchLoad(recorder: recorder, size: options.size, isRecords: records, acknowledge: acknowledge)
        try await load.append(0)  // the first write makes files and keys
        var measurement = Measurement()
        let growth = Growth(recorder.ledger, entries: options.entries)
        if let rate {
            measurement.latencies = try await BenchPace(rate: rate, limit: max(writers, 10_000))
                .run(options.entries) { try await load.append(1 << 32 | $0) }
        } else {
            measurement.latencies = try await saturate(load)
        }
        let figures = measurement.figures([
            ("entries", .int(options.entries)), ("size", .int(options.size)), ("writers", .int(writers)),
            ("offered", rate.map { Measurement.number($0, 0) } ?? .null), ("ack", .string(ack.rawValue)),
            ("records", .bool(records)),
        ])
        return (figures.objectValue?.members.map { ($0.name, $0.value) } ?? []) + [("tenths", await growth.rates())]
    }

    /// Bytes on the disk beyond those of the entries, for each entry; spare write-ahead segments are counted.
    private func overhead(_ folder: String) throws -> Double {
        var bytes = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
            if attributes[.type] as? FileAttributeType == .typeRegular { bytes += attributes[.size] as? Int ?? 0 }
        }
        return Double(bytes - options.entries * options.size) / Double(options.entries)
    }

    /// Every writer begins the next entry once the one before is answered.
    private func saturate(_ load: BenchLoad) async throws -> Latencies {
        try await withThrowingTaskGroup(of: Latencies.self) { group in
            for writer in 0..<writers {
                let share = options.entries / writers + (writer < options.entries % writers ? 1 : 0)
                group.addTask { try await load.run(writer: writer, share) }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
    }

    private var acknowledge: Acknowledgement { ack == .durable ? .durable : .published }
}

/// The rates of the ten parts of a run, one after the other: whether a larger log is a slower one.
private struct Growth: Sendable {
    private let task: Task<[Double], Never>

    init(_ ledger: Ledger, entries: Int) {
        let first = ledger.committedSize
        task = Task {
            var rates: [Double] = []
            var start = ContinuousClock.now
            for part in 0..<10 {
                let (from, to) = (entries * part / 10, entries * (part + 1) / 10)
                guard to > from, (try? await ledger.waitCommitted(beyond: first + UInt64(to) - 1)) != nil else { break }
                let now = ContinuousClock.now
                rates.append(Double(to - from) / max((now - start) / .seconds(1), 1e-9))
                start = now
            }
            return rates
        }
    }

    func rates() async -> JSONValue { .array(await task.value.map { Measurement.number($0, 0) }) }
}
