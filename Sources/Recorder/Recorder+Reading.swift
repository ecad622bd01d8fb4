import Ledger
import Records
import TransparencyLog
import Vault

extension Recorder {
    /// Committed records from `index` on, in order, opened: at most `limit`, at least one unless `index` is the end.
    ///
    /// Recent ones come from memory, older ones from the public files and the vault, which checks them.
    package func committed(from index: UInt64, limit: Int) throws(RecorderError) -> [CommittedRecord] {
        // Of one record there is no need to read its neighbours.
        guard limit > 1 else { return limit == 1 ? try committed(at: [index]) : [] }
        var records: [CommittedRecord] = []
        for stored in try stored(from: index, limit: limit) { records.append(try open(stored)) }
        return records
    }

    /// Committed records that stand anywhere, opened, in the order in which they are asked for.
    ///
    /// Of each only what it needs is read, and what neighbours need once. What is not committed yet is left out.
    package func committed(at indices: [UInt64]) throws(RecorderError) -> [CommittedRecord] {
        var records: [CommittedRecord] = []
        records.reserveCapacity(indices.count)
        let stored: [StoredEntry]
        do { stored = try ledger.read(at: indices) } catch { throw RecorderError(error) }
        for entry in stored { records.append(try open(entry)) }
        return records
    }

    /// The bytes of an entry as they are hashed; nil when it is not committed yet.
    package func entryBytes(index: UInt64) throws(RecorderError) -> [UInt8]? {
        try stored(from: index, limit: 1).first?.entry
    }

    /// The bytes of committed entries from `index` on, in order: at most `limit`, at least one unless `index` is the end.
    package func entries(from index: UInt64, limit: Int) throws(RecorderError) -> [[UInt8]] {
        try stored(from: index, limit: limit).map(\.entry)
    }

    /// The sealed record beside an entry, empty for none; nil when the entry is not committed yet.
    package func sealedBytes(index: UInt64) throws(RecorderError) -> [UInt8]? {
        try stored(from: index, limit: 1).first?.sealed
    }

    func stored(from index: UInt64, limit: Int) throws(RecorderError) -> [StoredEntry] {
        do { return try ledger.read(from: index, limit: limit) } catch { throw RecorderError(error) }
    }

    func open(_ stored: StoredEntry) throws(RecorderError) -> CommittedRecord {
        let entry: Entry
        do { entry = try Entry(parsing: stored.entry) } catch {
            throw .unusable("entry \(stored.index) of log \(name) is malformed: \(error); run muster verify")
        }
        if let record = stored.attachment as? Record {
            return CommittedRecord(index: stored.index, entry: entry, record: record)
        }
        guard !stored.sealed.isEmpty else { return CommittedRecord(index: stored.index, entry: entry, record: nil) }
        do {
            let opened = try vault.open(entry: entry, sealed: stored.sealed)
            return CommittedRecord(
                index: stored.index, entry: entry, record: opened.record, unreadable: opened.unreadable)
        } catch {
            throw .unusable("the sealed record of entry \(stored.index) of log \(name) cannot be used: \(error)")
        }
    }
}
