import DurableFiles
import Records
import Synchronization
import TransparencyLog

/// Label positions and idempotency keys of everything committed: two tables in files, rebuildable from the log.
///
/// What is applied is idempotent: a position is set from the entry that names the label, never incremented. So after
/// a crash everything from the mark on is simply applied again.
final class IndexTables: Sendable {
    private struct State {
        var labels: SlotTable
        var keys: SlotTable
        /// Everything before this index was applied.
        var applied: UInt64
    }

    private let state: Mutex<State>
    private let system: any FileSystem
    /// Slots of a new table.
    private let capacity: Int

    init(folder: String, capacity: Int = 4096, on system: any FileSystem = SystemFiles()) throws(FileError) {
        self.system = system
        self.capacity = capacity
        let labels = try Self.open(folder + "/labels", valueSize: 16, capacity, system)
        let keys = try Self.open(folder + "/idempotency", valueSize: 40, capacity, system)
        if !labels.isCounted { labels.note = Self.newest(labels) }
        let applied = min(labels.mark, keys.mark)
        state = Mutex(State(labels: labels, keys: keys, applied: applied))
    }

    /// Opens a table; one that is damaged is set aside and begun anew, since the log holds all of it.
    private static func open(
        _ path: String, valueSize: Int, _ capacity: Int, _ system: any FileSystem
    ) throws(FileError) -> SlotTable {
        do throws(FileError) {
            return try SlotTable(path: path, valueSize: valueSize, capacity: capacity, on: system)
        } catch {
            guard error.number == 0 else { throw error }
            try DurableFile.remove(path, on: system)
            return try SlotTable(path: path, valueSize: valueSize, capacity: capacity, on: system)
        }
    }

    /// The index behind the newest entry that named a label; kept in the table's note.
    private static func newest(_ labels: SlotTable) -> UInt64 {
        var newest: UInt64 = 0
        labels.forEach { _, value in
            newest = max(newest, value.loadUnaligned(fromByteOffset: 8, as: UInt64.self) &+ 1)
        }
        return newest
    }

    /// From where on the log must be applied again after a start.
    var applied: UInt64 { state.withLock { $0.applied } }

    /// Forgets everything when the tables know more than the log: they are of another time.
    func reset() throws(FileError) {
        let result = state.withLock { state -> Result<Void, FileError> in
            do throws(FileError) {
                for (path, size) in [(state.labels.path, 16), (state.keys.path, 40)] {
                    try DurableFile.remove(path, on: system)
                    let empty = try SlotTable(path: path, valueSize: size, capacity: capacity, on: system)
                    if size == 16 { state.labels = empty } else { state.keys = empty }
                }
                state.applied = 0
                return .success(())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Whether a label was last named at or after `size`: then the tables are of another time than the log.
    func knowsMore(than size: UInt64) -> Bool { state.withLock { $0.labels.note > size } }

    /// Lends the tables for reading while a round is sequenced.
    func reading<T: Sendable>(_ body: (borrowing Reader) -> T) -> T {
        state.withLock { body(Reader(labels: $0.labels, keys: $0.keys)) }
    }

    struct Reader: Positions {
        fileprivate let labels: SlotTable
        fileprivate let keys: SlotTable

        func position(of label: Label) -> LabelPosition? {
            labels.withValue(for: SlotKey(label.hash)) { bytes in
                LabelPosition(
                    count: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                    last: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
        }

        func kept(_ key: Hash) -> KeptKey? {
            keys.withValue(for: SlotKey(key)) { bytes in
                KeptKey(
                    content: Hash(UnsafeRawBufferPointer(rebasing: bytes[..<32]))!,  // exactly 32 bytes
                    index: bytes.loadUnaligned(fromByteOffset: 32, as: UInt64.self))
            }
        }
    }

    /// Reserves the space that a round will take, before it is committed: a full disk then fails the batch, and what is
    /// committed is always taken over.
    func makeRoom(for round: Sequencer.Round) throws(FileError) {
        let result = state.withLock { state -> Result<Void, FileError> in
            do throws(FileError) {
                try state.labels.makeRoom(for: round.labels.count)
                try state.keys.makeRoom(for: round.keys.count)
                return .success(())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Takes over what a committed round decided, for which room was made.
    func apply(_ round: Sequencer.Round) throws(FileError) {
        try apply(labels: round.labels, keys: round.keys, upTo: round.nextIndex)
    }

    /// Takes over positions; everything before `end` is then applied.
    func apply(labels: [Label: LabelPosition], keys: [Hash: KeptKey], upTo end: UInt64) throws(FileError) {
        let result = state.withLock { state -> Result<Void, FileError> in
            do throws(FileError) {
                for (label, position) in labels { try state.labels.put(label, position) }
                for (key, kept) in keys { try state.keys.put(key, kept) }
                if !labels.isEmpty { state.labels.note = max(state.labels.note, end) }
                state.labels.mark = end
                state.keys.mark = end
                state.applied = end
                return .success(())
            } catch { return .failure(error) }
        }
        try result.get()
    }

    /// Makes the tables durable up to what is applied now, and says so in them. Appends go on meanwhile.
    func sync() throws(FileError) {
        let (labels, keys, applied) = state.withLock { ($0.labels.ticket(), $0.keys.ticket(), $0.applied) }
        try labels.complete(mark: applied)
        try keys.complete(mark: applied)
    }
}

extension SlotKey {
    init(_ hash: Hash) {
        self = hash.withUnsafeBytes { SlotKey($0)! }  // a hash has 32 bytes
    }
}

extension SlotTable {
    fileprivate func put(_ label: Label, _ position: LabelPosition) throws(FileError) {
        var value = [UInt8](repeating: 0, count: 16)
        value.withUnsafeMutableBytes {
            $0.storeBytes(of: position.count, toByteOffset: 0, as: UInt64.self)
            $0.storeBytes(of: position.last, toByteOffset: 8, as: UInt64.self)
        }
        try put(SlotKey(label.hash), value)
    }

    fileprivate func put(_ key: Hash, _ kept: KeptKey) throws(FileError) {
        var value = kept.content.bytes
        Swift.withUnsafeBytes(of: kept.index) { value.append(contentsOf: $0) }
        try put(SlotKey(key), value)
    }
}
