import ArgumentParser
import JSON
import Ledger
import Recorder
import TransparencyLog

/// `muster bench proofs`.
struct BenchProofs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proofs", abstract: "Measure inclusion proofs: built from a log's files, and checked.",
        discussion: """
            Makes a log of bare entries, then builds the proofs of entries all over it as a receipt has them, from the \
            files on the disk, and checks each against the root. One thread; the answer has two objects, prove and check.

            EXAMPLES
              muster bench proofs --dir /var/tmp --entries 1000000 --proofs 50000 --json
            """)

    @OptionGroup var options: BenchOptions

    @Option(help: ArgumentHelp("How many proofs to build and check.", valueName: "number"))
    var proofs = 20_000

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...10_000_000).contains(proofs) else { throw ValidationError("--proofs must be from 1 to 10000000.") }
    }

    func run() async throws {
        let figures = try await options.inFolder { folder in
            let recorder = try await Recorder.create(name: "bench", origin: "bench.invalid/log", data: folder)
            try await fill(recorder.ledger)
            let figures = try measure(recorder.ledger)
            await recorder.close()
            return figures
        }
        output.answer(figures) { figures in
            (figures.objectValue?.members ?? []).map { "\($0.name)\n" + Measurement.text($0.value) }
                .joined(separator: "\n\n")
        }
    }

    /// Appends the entries in large transactions and waits until they are published.
    private func fill(_ ledger: Ledger) async throws {
        var number = 0
        while number < options.entries {
            let end = min(number + 4096, options.entries)
            let entries = (number..<end).map { PendingEntry(.raw(entry($0))) }
            _ = try await ledger.append(entries, acknowledge: end == options.entries ? .published : .durable)
            number = end
        }
    }

    private func entry(_ number: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: options.size)
        for (place, digit) in String(number).utf8.enumerated() where place < bytes.count { bytes[place] = digit }
        return bytes
    }

    private func measure(_ ledger: Ledger) throws -> JSONValue {
        let checkpoint = try Checkpoint.unverified(ledger.checkpoint)
        let size = checkpoint.size
        // Entry 0 is the genesis; the step is odd and near the golden section, so that neighbours are far apart.
        let step = UInt64(Double(size) * 0.618) | 1
        let indices = (0..<UInt64(proofs)).map { 1 + ($0 &* step) % max(size - 1, 1) }
        var prove = Measurement()
        var built: [InclusionProof] = []
        built.reserveCapacity(proofs)
        for index in indices {
            let start = ContinuousClock.now
            built.append(try ledger.inclusionProof(index, size: size))
            prove.latencies.append((ContinuousClock.now - start) / .seconds(1))
        }
        let proved = prove.figures([("entries", .int(size)), ("proofs", .int(proofs))])
        let leaves = indices.map { MerkleTree.leafHash(entry(Int($0) - 1)) }
        var check = Measurement()
        for (proof, leaf) in zip(built, leaves) {
            let start = ContinuousClock.now
            guard case .accepted = proof.check(leafHash: leaf, root: checkpoint.root) else {
                throw Failure(.no, "the proof of entry \(proof.index) does not hold")
            }
            check.latencies.append((ContinuousClock.now - start) / .seconds(1))
        }
        return ["prove": proved, "check": check.figures([("entries", .int(size)), ("proofs", .int(proofs))])]
    }
}
