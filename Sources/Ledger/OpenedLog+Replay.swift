import DurableFiles
import Records
import TransparencyLog

extension OpenedLog {
    /// Brings the index tables from their mark to the end of the log, and finds the time of the last entry.
    mutating func replay(_ storage: any LogStorage, _ progress: (UInt64, UInt64) -> Void) throws(LedgerError) {
        do {
            if tables.applied > nextIndex || tables.knowsMore(than: nextIndex) { try tables.reset() }
            let files = PublicFiles(storage: storage)
            let tailStart = batches.first?.firstIndex ?? nextIndex
            var index = tables.applied
            while index < min(tailStart, nextIndex) {
                let bundle = index >> 8
                let entries = try files.entries(bundle: bundle, size: nextIndex)
                let sealed = try files.sealed(bundle: bundle, beside: entries, size: nextIndex)
                let end = min(UInt64(entries.count) + bundle << 8, tailStart)
                guard end > index else {
                    throw LedgerError.refused(Refusal(.missing, "tile/entries", "entry \(index) is missing"))
                }
                let places = Int(index & 255)..<Int(end - bundle << 8)
                try apply(entries[places], sealed[places], from: index)
                index = end
                progress(index, nextIndex)
            }
            for batch in batches where batch.endIndex > index {
                let skip = Int(max(index, batch.firstIndex) - batch.firstIndex)
                try apply(batch.entries[skip...], batch.sealed[skip...], from: batch.firstIndex + UInt64(skip))
            }
            try readLastTime(files)
            try tables.sync()
        } catch let error as LedgerError { throw error } catch let error as FileError { throw .file(error) } catch {
            throw .refused(Refusal(.corruption, "tile/entries", "\(error)"))
        }
    }

    private mutating func readLastTime(_ files: PublicFiles) throws {
        guard nextIndex > 0 else { return }
        let last: [UInt8]?
        if let batch = batches.last {
            last = batch.entries.last
        } else {
            last = try files.entries(bundle: (nextIndex - 1) >> 8, size: nextIndex).last
        }
        if let last, let entry = try? Entry(parsing: last) { lastTime = entry.time }
    }

    /// Sets positions from what the entries themselves say. Entries that are not Muster's name no labels.
    private func apply(_ entries: ArraySlice<[UInt8]>, _ sealed: ArraySlice<[UInt8]>, from first: UInt64) throws {
        var labels: [Label: LabelPosition] = [:]
        var keys: [Hash: KeptKey] = [:]
        var index = first
        for (bytes, record) in zip(entries, sealed) {
            if let entry = try? Entry(parsing: bytes) {
                for reference in entry.references {
                    labels[reference.label] = LabelPosition(count: reference.count &+ 1, last: index)
                }
                if entry.kind.isSealed && !record.isEmpty { try readKey(record, index, into: &keys) }
            }
            index += 1
        }
        try tables.apply(labels: labels, keys: keys, upTo: index)
    }

    /// A sealed record that cannot be read may hide a key that was used, so that a retry would be recorded twice.
    private func readKey(_ record: [UInt8], _ index: UInt64, into keys: inout [Hash: KeptKey]) throws {
        do {
            guard let idempotency = try SealedRecord(parsing: record).head.idempotency else { return }
            keys[idempotency.key] = KeptKey(content: idempotency.content, index: index)
        } catch {
            throw LedgerError.refused(
                Refusal(
                    .corruption, SealedBundle.path(index: index >> 8, width: 256),
                    "the record of entry \(index): \(error)"))
        }
    }
}
