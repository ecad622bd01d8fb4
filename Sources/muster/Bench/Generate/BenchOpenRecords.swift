import ArgumentParser
import JSON
import MusterServer
import Recorder
import Simulation

/// `muster bench open`.
struct BenchOpenRecords: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Measure reading a log's records: all in order, pages of others, and single ones.",
        discussion: """
            Opens and checks records of the log main of a data directory that no server holds: first all in order, as a \
            rebuild of the catalog does, on one thread and on several; then pages of records that stand anywhere, as an \
            answer to a search does; then single ones. The answer has one object for each; cpu_us is for each record.

            EXAMPLES
              muster bench open --data /var/tmp/org --json
              muster bench open --data /var/tmp/org --limit 1000000 --threads 2 --page 500
            """)

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("Records to read in order at most.", valueName: "number"))
    var limit = 200_000

    @Option(help: ArgumentHelp("Threads of the second pass.", valueName: "number"))
    var threads = 2

    @Option(help: ArgumentHelp("Records of a page.", valueName: "number"))
    var page = 50

    @Option(help: ArgumentHelp("Pages, and twenty times as many single records.", valueName: "number"))
    var pages = 200

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit >= 1, (1...256).contains(threads), (1...10_000).contains(page), (1...1_000_000).contains(pages)
        else {
            throw ValidationError("--limit, --threads, --page and --pages must be positive, and not beyond all reason.")
        }
    }

    func run() async throws {
        try data.requireData()
        let directory = try DataDirectory(path: data.path)
        defer { directory.close() }
        let recorder = try await Recorder.open(name: "main", data: data.path)
        let result: Result<JSONValue, any Error>
        do { result = .success(try await measure(recorder)) } catch { result = .failure(error) }
        await recorder.close()
        output.answer(try result.get()) { figures in
            (figures.objectValue?.members ?? []).map { "\($0.name)\n" + Measurement.text($0.value) }
                .joined(separator: "\n\n")
        }
    }

    private func measure(_ recorder: Recorder) async throws -> JSONValue {
        let size = min(recorder.publishedSize(), UInt64(limit))
        var random = SeededRandom(seed: size)
        let anywhere = (0..<max(pages * page, pages * 20)).map { _ in
            UInt64(random.below(Int(recorder.publishedSize())))
        }
        return .object(
            JSONObject([
                ("in_order", try await inOrder(recorder, size, threads: 1)),
                ("in_order_on_\(threads)", try await inOrder(recorder, size, threads: threads)),
                ("pages", try await pages(recorder, anywhere)), ("single", try single(recorder, anywhere)),
            ]))
    }

    private static let block: UInt64 = 2_048

    /// Each thread takes the next block.
    private func inOrder(_ recorder: Recorder, _ size: UInt64, threads: Int) async throws -> JSONValue {
        var measurement = Measurement()
        measurement.latencies = try await withThrowingTaskGroup(of: Latencies.self) { group in
            for thread in 0..<threads {
                group.addTask {
                    var latencies = Latencies()
                    var block = UInt64(thread)
                    while block * Self.block < size {
                        let start = ContinuousClock.now
                        try Self.read(recorder, block * Self.block..<min(size, (block + 1) * Self.block))
                        latencies.append((ContinuousClock.now - start) / .seconds(1))
                        block += UInt64(threads)
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: Latencies()) { $0.append($1) }
        }
        return measurement.figures(
            [("records", .int(size)), ("threads", .int(threads)), ("block", .int(Self.block))], operations: Int(size))
    }

    private static func read(_ recorder: Recorder, _ indices: Range<UInt64>) throws {
        var next = indices.lowerBound
        while next < indices.upperBound {
            let records = try recorder.committed(from: next, limit: Int(indices.upperBound - next))
            guard let last = records.last, records.first?.index == next else {
                throw Failure(.no, "entry \(next) cannot be read")
            }
            next = last.index + 1
        }
    }

    private func pages(_ recorder: Recorder, _ anywhere: [UInt64]) async throws -> JSONValue {
        var measurement = Measurement()
        for number in 0..<pages {
            let indices = Array(anywhere[number * page..<(number + 1) * page])
            let start = ContinuousClock.now
            let records = try recorder.committed(at: indices)
            measurement.latencies.append((ContinuousClock.now - start) / .seconds(1))
            guard records.map(\.index) == indices else { throw Failure(.no, "a page lacks records") }
        }
        return measurement.figures([("pages", .int(pages)), ("page", .int(page))], operations: pages * page)
    }

    private func single(_ recorder: Recorder, _ anywhere: [UInt64]) throws -> JSONValue {
        var measurement = Measurement()
        for index in anywhere.prefix(pages * 20) {
            let start = ContinuousClock.now
            guard try recorder.committed(from: index, limit: 1).first?.index == index else {
                throw Failure(.no, "entry \(index) cannot be read")
            }
            measurement.latencies.append((ContinuousClock.now - start) / .seconds(1))
        }
        return measurement.figures([("records", .int(pages * 20))])
    }
}
