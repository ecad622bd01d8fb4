import ArgumentParser
import Dispatch
import DurableFiles
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Simulation

/// `muster bench generate`.
struct BenchGenerate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make the history of an organisation, for measurements and for a look around.",
        discussion: """
            Makes a data directory whose log main tells some years of an organisation that does not exist: people are \
            hired, move, leave and come back; groups, roles and accounts follow at once, weeks later or never; there are \
            contractors, nested groups, privileges, access that somebody gave themselves, requests and approvals, \
            refusals, failures and bulk work, told by four sources with ids of their own (hr, okta, ad, iam).

            The same people, records, seed and time give the same records in the same order. Salts, keys, and so hashes \
            and checkpoints, are others each time. The entries' time is the simulated one: an entry is at most half an \
            hour younger than what it tells, unless a source tells it days late, as some do.

            The directory must not have a log main. Interrupted, it leaves a shorter history. The server makes no \
            first token for a log that has entries: make one, then serve it.

            EXAMPLES
              muster bench generate --people 2000 --records 100000 --data /var/tmp/org
              muster bench generate --people 200000 --records 10000000 --seed 7 --data /var/tmp/org --json
              muster token create --name look --scope read --data /var/tmp/org
              muster serve --data /var/tmp/org
            """)

    @Option(help: ArgumentHelp("People who are ever hired.", valueName: "number"))
    var people = 2_000

    @Option(help: ArgumentHelp("How many records.", valueName: "number"))
    var records = 100_000

    @Option(help: ArgumentHelp("What all chance comes from.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Years that the history takes.", valueName: "number"))
    var years = 5

    @Option(help: ArgumentHelp("The moment at which it ends (RFC 3339).", valueName: "time"))
    var until = "2026-06-30T22:00:00Z"

    @Option(help: ArgumentHelp("Where the data directory is made.", valueName: "dir"))
    var data: String

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (50...10_000_000).contains(people) else { throw ValidationError("--people must be from 50 to 10000000.") }
        let fewest = OrganisationPlan.fewestRecords(people: people)
        guard (fewest...1_000_000_000).contains(records) else {
            throw ValidationError("--records must be from \(fewest) for so many people to 1000000000.")
        }
        guard (1...30).contains(years) else { throw ValidationError("--years must be from 1 to 30.") }
        guard let end = Timestamp(rfc3339: until), end <= Timestamp(milliseconds: systemMilliseconds()) else {
            throw ValidationError("--until must be a time of RFC 3339 that is past, such as 2025-06-30T22:00:00Z.")
        }
        guard end.milliseconds > 31 * 366 * 86_400_000 else { throw ValidationError("--until must be after 2001.") }
    }

    func run() async throws {
        let directory = try DataDirectory(path: data)
        defer { directory.close() }
        guard try !directory.logNames().contains("main") else {
            throw Failure(
                .couldNotTell, "there is a log main in \(data) already",
                hints: ["name an empty or missing directory with --data"])
        }
        let end = Timestamp(rfc3339: until) ?? Timestamp(milliseconds: 0)
        let plan = OrganisationPlan(
            people: people, records: records, seed: seed,
            start: Timestamp(milliseconds: end.milliseconds - Int64(years) * 31_557_600_000), end: end)
        let clock = SimulatedClock(plan.start)
        var settings = Ledger.Settings()
        settings.now = { clock.now }
        settings.publicationPatience = .seconds(120)
        let recorder = try await Recorder.create(
            name: "main", origin: "bench.invalid/logs/main", data: data, settings: settings)
        let result: Result<JSONValue, any Error>
        do { result = .success(try await write(plan, recorder, clock)) } catch { result = .failure(error) }
        await recorder.close()
        output.answer(try result.get()) { Measurement.text($0) }
    }

    private func write(
        _ plan: OrganisationPlan, _ recorder: Recorder, _ clock: SimulatedClock
    ) async throws -> JSONValue {
        var writer = OrganisationWriter(plan, recorder: recorder, clock: clock)
        var measurement = Measurement()
        measurement.latencies = try await writer.write()
        return measurement.figures(
            [
                ("people", .int(people)), ("records", .int(records)), ("seed", .int(seed)),
                ("start", .string(plan.start.rfc3339)), ("end", .string(plan.end.rfc3339)),
                ("entries", .int(recorder.committedSize())), ("here", .int(writer.organisation.headcount)),
                ("largest_role", .int(writer.organisation.holdersOfCommonRole)),
            ], operations: records)
    }
}
