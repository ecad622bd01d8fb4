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
        return try open(try stored(from: index, limit: limit))
    }

    /// Committed records that stand anywhere, opened, in the order in which they are asked for.
    ///
    /// Of each only what it needs is read, and what neighbours need once. What is not committed yet is left out.
    package func committed(at indices: [UInt64]) throws(RecorderError) -> [CommittedRecord] {
        let stored: [StoredEntry]
        do { stored = try ledger.read(at: indices) } catch { throw RecorderError(error) }
        return try open(stored)
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

    /// Opens what is sealed; what stands in memory yet is there in clear. One record for each, in their order.
    func open(_ stored: [StoredEntry]) throws(RecorderError) -> [CommittedRecord] {
        var records: [CommittedRecord] = []
        records.reserveCapacity(stored.count)
        var places: [Int] = []
        for one in stored {
            let entry: Entry
            do { entry = try Entry(parsing: one.entry) } catch {
                throw .unusable("entry \(one.index) of log \(name) is malformed: \(error); run muster verify")
            }
            let record = one.attachment as? Record
            if record == nil, !one.sealed.isEmpty { places.append(records.count) }
            records.append(CommittedRecord(index: one.index, entry: entry, record: record))
        }
        let opened = vault.open(places.map { (records[$0].entry, stored[$0].sealed) })
        for (place, result) in zip(places, opened) {
            let one = records[place]
            do throws(VaultError) {
                let opened = try result.get()
                records[place] = CommittedRecord(
                    index: one.index, entry: one.entry, record: opened.record, unreadable: opened.unreadable)
            } catch {
                throw .unusable("the sealed record of entry \(one.index) of log \(name) cannot be used: \(error)")
            }
        }
        return records
    }
}
