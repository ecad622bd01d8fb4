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

    /// Checks one full bundle after another until the task is cancelled, with a pause after each: that one, and as long a
    /// one that the checks take a twenty-fifth of one core.
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
            let start = ContinuousClock.now
            if let fault = check(bundle: bundle) { faults.append(fault) }
            let taken = ContinuousClock.now - start
            state.withLock { state in
                state.bundles += 1
                for fault in faults where !state.faults.contains(fault) && state.faults.count < 100 {
                    state.faults.append(fault)
                }
            }
            if pause > .zero { try await Task.sleep(for: max(pause, taken * 24)) }
            try Task.checkCancellation()
        }
        state.withLock { [faults] state in
            state.passes += 1
            state.faults = Array(faults.prefix(100))
        }
    }

    /// Checks a full bundle; returns the first fault: file and reason.
    package func check(bundle: UInt64) -> String? {
        let suffix = TilePath.suffix(index: bundle, width: 256)
        do throws(Fault) {
            let tile = try inside("tile/0/" + suffix) { try read($0) }
            let entries = try inside("tile/entries/" + suffix) { path in
                let bytes = try read(path)
                return try EntryBundle.decode(bytes, width: 256).map { Array(bytes[$0]) }
            }
            try inside("tile/0/" + suffix) { _ in
                for (place, leaf) in MerkleTree.leafHashes(entries).enumerated()
                where try Tile.hash(at: place, in: tile) != leaf {
                    throw Fault(description: "tile/entries/\(suffix) entry \(place): its hash is not the tile's")
                }
                guard try Tile.node(height: 8, offset: 0, in: tile) == node(bundle) else {
                    throw Fault(description: "tile/0/\(suffix): it does not hash to its node in the tile above")
                }
            }
            if !ledger.settings.isPlain { try inside("sealed/" + suffix) { try checkSealed($0, entries) } }
            return nil
        } catch { return error.description }
    }

    private struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Runs a check of one file and names the file in whatever it throws.
    private func inside<T>(_ path: String, _ body: (String) throws -> T) throws(Fault) -> T {
        do { return try body(path) } catch let fault as Fault { throw fault } catch {
            throw Fault(description: "\(path): \(error)")
        }
    }

    private func checkSealed(_ path: String, _ entries: [[UInt8]]) throws {
        guard let bytes = try ledger.storage.readUncached(path) else {
            guard !entries.contains(where: { (try? Entry(parsing: $0))?.commitment != nil }) else {
                throw FileError("read", path, content: "the file is missing")
            }
            return
        }
        for (place, range) in try SealedBundle.decode(bytes, width: 256).enumerated() {
            guard let commitment = (try? Entry(parsing: entries[place]))?.commitment else { continue }
            do { _ = try SealedRecord(parsing: Array(bytes[range])).check(commitment: commitment) } catch {
                throw Fault(description: "\(path) record \(place): \(error)")
            }
        }
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
