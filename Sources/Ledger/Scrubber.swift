import DurableFiles
import Records
import Synchronization
import TransparencyLog

/// Re-reads published bundles from the disk itself, past the page cache, and compares them with the tree.
///
/// Runs in the background at a modest pace, over and over. What it finds is reported, not mended: the copy of a mirror
/// or a backup is needed for that.
package final class Scrubber: Sendable {
    /// What was found so far.
    package struct Report: Sendable, Equatable {
        /// Passes over the whole log that were completed.
        package var passes: UInt64 = 0
        /// Bundles checked in all passes.
        package var bundles: UInt64 = 0
        /// The faults of the present and the last pass: file and reason. At most 100.
        package var faults: [String] = []

        package init() {}
    }

    private let ledger: Ledger
    private let state = Mutex(Report())

    package init(ledger: Ledger) { self.ledger = ledger }

    package var report: Report { state.withLock { $0 } }

    /// Checks one full bundle after another until the task is cancelled, with a pause after each.
    package func run(pause: Duration = .milliseconds(50)) async throws {
        while true {
            try await pass(pause: pause)
            try await Task.sleep(for: max(pause, .seconds(10)))
        }
    }

    /// One pass over the bundles that are full now.
    package func pass(pause: Duration = .zero) async throws {
        var faults: [String] = []
        for bundle in 0..<(ledger.publishedSize >> 8) {
            if let fault = check(bundle: bundle) { faults.append(fault) }
            state.withLock { state in
                state.bundles += 1
                for fault in faults where !state.faults.contains(fault) && state.faults.count < 100 {
                    state.faults.append(fault)
                }
            }
            if pause > .zero { try await Task.sleep(for: pause) }
            try Task.checkCancellation()
        }
        state.withLock { [faults] state in
            state.passes += 1
            state.faults = Array(faults.prefix(100))
        }
    }

    /// Checks a full bundle; returns the first fault.
    package func check(bundle: UInt64) -> String? {
        let suffix = TilePath.suffix(index: bundle, width: 256)
        do {
            let tile = try read("tile/0/" + suffix)
            let bytes = try read("tile/entries/" + suffix)
            let entries = try EntryBundle.decode(bytes, width: 256).map { Array(bytes[$0]) }
            for (place, entry) in entries.enumerated()
            where try Tile.hash(at: place, in: tile) != MerkleTree.leafHash(entry) {
                return "tile/entries/\(suffix) entry \(place): it does not hash to the leaf in tile/0/\(suffix)"
            }
            guard try Tile.node(height: 8, offset: 0, in: tile) == node(bundle) else {
                return "tile/0/\(suffix): it does not hash to its node in the tile above"
            }
            return try checkSealed("sealed/" + suffix, entries)
        } catch let error as FileError {
            return error.description
        } catch { return "bundle \(suffix): \(error)" }
    }

    private func checkSealed(_ path: String, _ entries: [[UInt8]]) throws -> String? {
        let bytes = try read(path)
        for (place, range) in try SealedBundle.decode(bytes, width: 256).enumerated() {
            guard let commitment = (try? Entry(parsing: entries[place]))?.commitment else { continue }
            do { _ = try SealedRecord(parsing: Array(bytes[range])).check(commitment: commitment) } catch {
                return "\(path) record \(place): \(error)"
            }
        }
        return nil
    }

    private func node(_ bundle: UInt64) throws -> Hash {
        try ledger.hashReader(ledger.publishedSize).hash(level: 8, index: bundle)
    }

    private func read(_ path: String) throws -> [UInt8] {
        guard let bytes = try ledger.storage.readUncached(path) else {
            throw FileError("read", path, content: "the file is missing")
        }
        return bytes
    }
}
