import ArgumentParser
import DurableFiles
import Glibc
import JSON
import TransparencyLog

/// `muster bench disk`.
struct BenchDisk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disk",
        abstract: "Measure writes into a zero-filled file, each with fdatasync, and what a hash costs.",
        discussion: """
            EXAMPLES
              muster bench disk --dir /var/tmp --entries 2000 --size 1024 --json
            """)

    @OptionGroup var options: BenchOptions
    @OptionGroup var output: OutputOptions

    /// The file is at most this long; writes begin again at its start.
    private static let largestFile = 64 << 20

    func run() async throws {
        let figures = try await options.inFolder { folder in
            let file = try File(folder + "/zeros", O_RDWR | O_CREAT | O_EXCL)
            let length = min(options.entries * options.size, Self.largestFile)
            try fill(file, length)
            var measurement = Measurement()
            let bytes = [UInt8](repeating: 0xA5, count: options.size)
            var offset = 0
            for _ in 0..<options.entries {
                let start = ContinuousClock.now
                try file.write(bytes, at: offset)
                try file.syncData()
                measurement.latencies.append((ContinuousClock.now - start) / .seconds(1))
                offset = offset + 2 * options.size <= length ? offset + options.size : 0
            }
            return measurement.figures([
                ("entries", .int(options.entries)), ("size", .int(options.size)),
                ("sha256_us", Measurement.number(hashMicroseconds(bytes), 3)),
            ])
        }
        output.answer(figures) { Measurement.text($0) }
    }

    /// What one hash of an entry costs here: processors with instructions for SHA-256 take a fifth of the others' time.
    private func hashMicroseconds(_ bytes: [UInt8]) -> Double {
        let start = ContinuousClock.now
        var bytes = bytes
        for _ in 0..<10_000 { bytes[0] ^= MerkleTree.leafHash(bytes).bytes[0] }
        return (ContinuousClock.now - start) / .seconds(1) / 10_000 * 1e6
    }

    private func fill(_ file: borrowing File, _ length: Int) throws {
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for start in stride(from: 0, to: length, by: zeros.count) {
            try file.write(Array(zeros.prefix(length - start)), at: start)
        }
        try file.sync()
    }
}
