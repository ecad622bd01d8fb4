import ArgumentParser
import DurableFiles
import Foundation
import JSON
import Ledger
import Recorder
import Records
import TransparencyLog

/// `muster bench start`.
struct BenchStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Measure how long a large log takes to open, and in how much memory.",
        discussion: """
            Another process makes a log of bare entries, or with --labels of entries that name so many labels in \
            turn, with as many bytes beside each, and is killed once everything is published. This one then opens it. The time is that from the call to a log \
            that takes entries.

            EXAMPLES
              muster bench start --dir /var/tmp --entries 10000000 --size 256
              muster bench start --dir /var/tmp --entries 10000000 --labels 1000000 --json
            """)

    @OptionGroup var options: BenchOptions

    @Option(help: ArgumentHelp("Labels that the entries name, each in turn; 0 for bare entries.", valueName: "number"))
    var labels = 0

    @Option(
        help: ArgumentHelp("Used by the command itself: make the log in this folder and wait.", visibility: .hidden))
    var make: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...100_000_000).contains(labels) else {
            throw ValidationError("--labels must be from 0 to 100000000.")
        }
    }

    func run() async throws {
        if let make { return try await makeLog(make) }
        let figures = try await options.inFolder { folder in
            try makeInAnotherProcess(folder)
            var measurement = Measurement()
            let start = ContinuousClock.now
            let recorder = try await Recorder.open(name: "bench", data: folder)
            measurement.latencies.append((ContinuousClock.now - start) / .seconds(1))
            let figures = measurement.figures([
                ("entries", .int(recorder.ledger.committedSize)), ("size", .int(options.size)),
                ("labels", .int(labels)),
            ])
            await recorder.close()
            return figures
        }
        output.answer(figures) { Measurement.text($0) }
    }

    /// This process's own memory would otherwise be that of making the log.
    private func makeInAnotherProcess(_ folder: String) throws {
        let maker = Process()
        maker.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        maker.arguments = [
            "bench", "start", "--make", folder, "--entries", "\(options.entries)", "--size", "\(options.size)",
            "--labels", "\(labels)",
        ]
        let answer = Pipe()
        maker.standardOutput = answer
        try maker.run()
        let line = try answer.fileHandleForReading.read(upToCount: 1)
        kill(maker.processIdentifier, SIGKILL)
        maker.waitUntilExit()
        guard line?.isEmpty == false else { throw Failure(.couldNotTell, "the log could not be made in \(folder)") }
    }

    private func makeLog(_ folder: String) async throws {
        let recorder = try await Recorder.create(name: "bench", origin: "bench.invalid/log", data: folder)
        var number = 0
        while number < options.entries {
            let end = min(number + 4096, options.entries)
            let entries = (number..<end).map(entry)
            _ = try await recorder.ledger.append(entries, acknowledge: end == options.entries ? .published : .durable)
            number = end
        }
        try FileHandle.standardOutput.write(contentsOf: Data("made\n".utf8))
        try await Task.sleep(for: .seconds(3600))
    }

    private func entry(_ number: Int) -> PendingEntry {
        guard labels > 0 else {
            var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: options.size)
            for (place, digit) in String(number).utf8.enumerated() where place < bytes.count { bytes[place] = digit }
            return PendingEntry(.raw(bytes))
        }
        // A hash of a number is as good a label as any for what only counts and finds it.
        let label = Label(hash: MerkleTree.leafHash(Array("label \(number % labels)".utf8)))
        return PendingEntry(
            .template(
                EntryTemplate(
                    kind: .record, action: .userUpdate, outcome: .success, references: [(.subject, label)],
                    commitment: MerkleTree.leafHash(Array("record \(number)".utf8)))),
            sealed: [UInt8](repeating: 0, count: options.size))
    }
}
