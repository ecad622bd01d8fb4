import ArgumentParser
import Catalog
import Foundation
import JSON
import Logging
import MusterServer
import Recorder

/// `muster bench catalog`.
struct BenchCatalog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Measure building the catalog of a log from nothing.",
        discussion: """
            Builds a catalog of the log main of a data directory that no server holds, in a folder that is made and \
            removed again: what a server does when its catalog is missing or damaged. The directory's own catalog is \
            left alone. rate is in entries a second; size and sealed are the bytes of the catalog and of the public \
            entries and sealed records that it is made of, and share is the one by the other.

            EXAMPLES
              muster bench catalog --data /var/tmp/org --json
              muster bench catalog --data /var/tmp/org --limit 1000000 --dir /mnt/scratch
            """)

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("Folder in which the catalog is made.", valueName: "dir"))
    var dir = "."

    @Option(help: ArgumentHelp("Entries to take in at most.", valueName: "number"))
    var limit = 1_000_000_000

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be positive.") }
    }

    func run() async throws {
        try data.requireData()
        let directory = try DataDirectory(path: data.path)
        defer { directory.close() }
        let recorder = try await Recorder.open(name: "main", data: data.path)
        let result: Result<JSONValue, any Error>
        do {
            result = .success(try await BenchFolder(parent: dir).use { try await measure(recorder, $0) })
        } catch { result = .failure(error) }
        await recorder.close()
        output.answer(try result.get()) { Measurement.text($0) }
    }

    private func measure(_ recorder: Recorder, _ folder: String) async throws -> JSONValue {
        let source = FirstEntries(recorder, limit: UInt64(limit))
        var logger = Logger(label: "muster.bench")
        logger.logLevel = .warning
        let catalog = try Catalog(source: source, directory: folder + "/catalog", logger: logger)
        var measurement = Measurement()
        let follower = Task { try await catalog.run() }
        var before = (position: UInt64(0), time: ContinuousClock.now)
        while catalog.position < source.committedSize() {
            try await Task.sleep(for: .milliseconds(100))
            if let failure = catalog.failure { throw Failure(.no, "the catalog does not move: \(failure)") }
            let now = (position: catalog.position, time: ContinuousClock.now)
            guard now.position > before.position else { continue }
            measurement.latencies.append((now.time - before.time) / .seconds(1))
            before = now
        }
        follower.cancel()
        _ = try? await follower.value
        catalog.close()
        let size = try Self.bytes(below: folder)
        let sealed = try Self.sealedBytes(recorder, source.committedSize())
        return measurement.figures(
            [
                ("entries", .int(source.committedSize())), ("size", .int(size)), ("sealed", .int(sealed)),
                ("share", Measurement.number(Double(size) / Double(max(sealed, 1)), 4)),
            ], operations: Int(source.committedSize()))
    }

    private static func bytes(below folder: String) throws -> Int {
        let files = FileManager.default.enumerator(atPath: folder)
        var sum = 0
        while let name = files?.nextObject() as? String {
            sum += try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.size] as? Int ?? 0
        }
        return sum
    }

    /// Bytes of entries and sealed records, reckoned from every thousandth or so.
    private static func sealedBytes(_ recorder: Recorder, _ size: UInt64) throws -> Int {
        var (sum, count) = (0, 0)
        for start in stride(from: UInt64(0), to: size, by: 1_021) {
            let entries = try recorder.entries(from: start, limit: 1)
            let sealed = try recorder.sealedBytes(index: start)
            sum += entries.reduce(0) { $0 + $1.count } + (sealed?.count ?? 0)
            count += 1
        }
        return count == 0 ? 0 : Int(Double(sum) / Double(count) * Double(size))
    }
}
