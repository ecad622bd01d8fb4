import DurableFiles
package import TransparencyLog

/// A committed entry as it stands in the log.
package struct StoredEntry: Sendable {
    package let index: UInt64
    package let entry: [UInt8]
    /// The sealed record beside it; empty when there is none.
    package let sealed: [UInt8]
    /// What the submitter attached; nil when the entry was read from the disk.
    package let attachment: (any Sendable)?
}

extension Ledger {
    /// Committed entries from `index` on, in order: at most `limit`, at least one unless `index` is the end.
    package func read(from index: UInt64, limit: Int) throws(LedgerError) -> [StoredEntry] {
        guard index < committedSize, limit > 0 else { return [] }
        for _ in 0..<2 {
            if let items = tail.items(from: index, limit: limit) {
                return Self.entries(items, from: index, limit: limit)
            }
            if index < publishedSize { return try readBundle(from: index, limit: limit) }
        }
        throw .stopped("entry \(index) is neither in memory nor published")
    }

    /// Committed entries that stand anywhere, in the order in which they are asked for; what is not committed is left out.
    ///
    /// Of a published bundle only the bytes before and at the entry are read, and of the sealed records that one alone;
    /// neighbours that are asked for one after the other share the first.
    package func read(at indices: [UInt64]) throws(LedgerError) -> [StoredEntry] {
        var found: [StoredEntry] = []
        found.reserveCapacity(indices.count)
        var bundle: SparseBundle?
        for index in indices where index < committedSize {
            let isOnDisk = !settings.isPlain && index >> 8 < publishedSize >> 8
            if let items = tail.items(from: index, limit: 1) {
                found += Self.entries(items, from: index, limit: 1)
            } else if isOnDisk {
                do {
                    if bundle?.index != index >> 8 { bundle = try SparseBundle(index >> 8, storage) }
                    if let entry = try bundle?.entry(index) { found.append(entry) }
                } catch { throw Self.readError(error, "tile/entries") }
            } else {
                found += try read(from: index, limit: 1)
            }
        }
        return found
    }

    private static func entries(_ items: [CommittedTail.Item], from index: UInt64, limit: Int) -> [StoredEntry] {
        var found: [StoredEntry] = []
        for item in items {
            let first = item.batch.firstIndex
            for place in Int(max(index, first) - first)..<item.batch.entries.count {
                if found.count == limit { return found }
                found.append(
                    StoredEntry(
                        index: first + UInt64(place), entry: item.batch.entries[place],
                        sealed: item.batch.sealed[place],
                        attachment: item.attachments.isEmpty ? nil : item.attachments[place]))
            }
        }
        return found
    }

    private func readBundle(from index: UInt64, limit: Int) throws(LedgerError) -> [StoredEntry] {
        let bundle = index >> 8
        let files = PublicFiles(storage: storage)
        do {
            let entries = try files.entries(bundle: bundle, size: publishedSize)
            let sealed =
                try settings.isPlain
                ? Array(repeating: [], count: entries.count)
                : files.sealed(bundle: bundle, beside: entries, size: publishedSize)
            let places = Int(index & 255)..<min(entries.count, sealed.count, Int(index & 255) + limit)
            return places.map { place in
                StoredEntry(
                    index: bundle << 8 + UInt64(place), entry: entries[place], sealed: sealed[place], attachment: nil)
            }
        } catch { throw Self.readError(error, "tile/entries") }
    }

    /// The bytes of a file of the public log (`checkpoint`, `tile/…`, `sealed/…`); nil when there is none.
    ///
    /// An older partial width is answered by cutting the newest. What the shown checkpoint does not cover yet is nil.
    package func publicFile(_ path: String) throws(LedgerError) -> [UInt8]? {
        if path == "checkpoint" { return checkpoint.isEmpty ? nil : checkpoint }
        guard isCovered(path) else { return nil }
        do { return try PublicFiles(storage: storage).read(path) } catch { throw Self.readError(error, path) }
    }

    private func isCovered(_ path: String) -> Bool {
        let size = publishedSize
        if let tile = try? Tile(parsing: path) {
            return tile.index << 8 + UInt64(tile.width) <= Tile.hashCount(level: tile.level, size: size)
                && tile.index < 1 << 56
        }
        for prefix in ["tile/entries/", "sealed/"] where path.hasPrefix(prefix) {
            guard let (index, width) = TilePath.parse(path.utf8.dropFirst(prefix.utf8.count)), index < 1 << 56
            else { return false }
            return index << 8 + UInt64(width) <= size
        }
        return false
    }

    /// The receipt for an entry: its inclusion proof and the shown checkpoint (C2SP tlog-proof).
    ///
    /// Nil while the checkpoint does not cover the entry.
    package func receipt(_ index: UInt64) throws(LedgerError) -> Receipt? {
        let note = checkpoint
        guard !note.isEmpty else { return nil }
        do {
            let checkpoint = try Checkpoint.unverified(note)
            guard index < checkpoint.size else { return nil }
            let proof = try inclusionProof(index, size: checkpoint.size)
            return Receipt(index: index, hashes: proof.hashes, checkpoint: note)
        } catch { throw Self.readError(error, "tile") }
    }

    /// The inclusion proof of an entry in the published tree of `size` entries, built from the files.
    package func inclusionProof(_ index: UInt64, size: UInt64) throws -> InclusionProof {
        try InclusionProof.prove(
            index: index, size: size,
            reader: ProofReader(size: size, files: PublicFiles(storage: storage), cache: tileNodes))
    }

    /// The hashes of the published tree of `size` entries.
    package func hashReader(_ size: UInt64) -> TileHashReader {
        let files = PublicFiles(storage: storage)
        return TileHashReader(size: size) { tile in
            guard let bytes = try files.read(tile.path) else {
                throw LedgerError.refused(Refusal(.missing, tile.path, "the tile is missing"))
            }
            return bytes
        }
    }

    private static func readError(_ error: any Error, _ path: String) -> LedgerError {
        switch error {
        case let error as LedgerError: error
        case let error as FileError: .file(error)
        default: .refused(Refusal(.corruption, path, "\(error)"))
        }
    }
}
