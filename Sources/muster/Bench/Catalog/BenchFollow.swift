import ArgumentParser
import Catalog
import JSON
import Ledger
import Logging
import Recorder
import Records
import Simulation
import Synchronization

/// `muster bench follow`.
struct BenchFollow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow",
        abstract: "Measure how far the catalog stays behind a log that is written to all the time.",
        discussion: """
            Writes the history of an organisation (muster bench generate) into a new log at an even rate, sealed and \
            durable as always, while the catalog follows it in the same process. The times are those from an entry \
            being durable until the catalog answers with it; behind is the largest number of entries that it lacked. \
            rate is what was reached: when it is below what was asked for, the machine could not write so fast. \
            cpu_us holds all of it: making up the history, sealing, writing, cataloguing.

            EXAMPLES
              muster bench follow --dir /var/tmp --rate 10000 --seconds 60 --json
            """)

    @Option(help: ArgumentHelp("Folder on the disk to measure; a new folder is made in it.", valueName: "dir"))
    var dir = "."

    @Option(help: ArgumentHelp("Records a second.", valueName: "number"))
    var rate = 10_000

    @Option(help: ArgumentHelp("How long.", valueName: "number"))
    var seconds = 30

    @Option(help: ArgumentHelp("People who are ever hired.", valueName: "number"))
    var people = 10_000

    @Option(help: ArgumentHelp("What all chance comes from.", valueName: "number"))
    var seed: UInt64 = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(rate), (1...86_400).contains(seconds) else {
            throw ValidationError("--rate must be from 1 to 1000000, and --seconds from 1 to 86400.")
        }
        guard (50...10_000_000).contains(people) else { throw ValidationError("--people must be from 50 to 10000000.") }
        let fewest = OrganisationPlan.fewestRecords(people: people)
        guard rate * seconds >= fewest else {
            throw ValidationError("--rate times --seconds must be at least \(fewest) for so many people.")
        }
    }

    func run() async throws {
        let figures = try await BenchFolder(parent: dir).use { folder in
            let end = Timestamp(rfc3339: "2026-06-30T22:00:00Z") ?? Timestamp(milliseconds: 0)
            let plan = OrganisationPlan(
                people: people, records: rate * seconds, seed: seed,
                start: Timestamp(milliseconds: end.milliseconds - 5 * 31_557_600_000), end: end)
            let clock = SimulatedClock(plan.start)
            var settings = Ledger.Settings()
            settings.now = { clock.now }
            let recorder = try await Recorder.create(
                name: "bench", origin: "bench.invalid/log", data: folder, settings: settings)
            let result: Result<JSONValue, any Error>
            do { result = .success(try await measure(plan, recorder, clock, folder)) } catch {
                result = .failure(error)
            }
            await recorder.close()
            return try result.get()
        }
        output.answer(figures) { Measurement.text($0) }
    }

    private func measure(
        _ plan: OrganisationPlan, _ recorder: Recorder, _ clock: SimulatedClock, _ folder: String
    ) async throws -> JSONValue {
        var logger = Logger(label: "muster.bench")
        logger.logLevel = .warning
        let catalog = try Catalog(source: recorder, directory: folder + "/catalog", logger: logger)
        let lag = CatalogLag(catalog, recorder)
        let late = Mutex(Latencies())
        let tasks = [Task { try await catalog.run() }, Task { try await lag.watch() }]
        var writer = OrganisationWriter(plan, recorder: recorder, clock: clock)
        var measurement = Measurement()
        _ = try await writer.write(rate: Double(rate)) { duration in
            late.withLock { $0.append(duration / .seconds(1)) }
            lag.written()
        }
        while catalog.lag > 0, catalog.failure == nil { try await Task.sleep(for: .milliseconds(1)) }
        try await Task.sleep(for: .milliseconds(10))
        for task in tasks { task.cancel() }
        for task in tasks { _ = try? await task.value }
        let failure = catalog.failure
        catalog.close()
        if let failure { throw Failure(.no, "the catalog does not move: \(failure)") }
        let (lags, largest) = lag.figures
        measurement.latencies = lags
        let writes = late.withLock { $0 }
        return measurement.figures(
            [
                ("records", .int(plan.records)), ("asked_rate", .int(rate)), ("people", .int(people)),
                ("seed", .int(seed)), ("behind", .int(largest)),
                ("write_p50_ms", Measurement.number(writes.quantile(0.5) * 1e3, 3)),
                ("write_p99_ms", Measurement.number(writes.quantile(0.99) * 1e3, 3)),
            ], operations: plan.records)
    }
}
