internal import Crypto
internal import DurableFiles
internal import Records
internal import Synchronization
internal import TransparencyLog

/// The keys of all owners of one log, wrapped on disk in `keys/<log>/subjects`, the recent ones in memory.
final class SubjectKeys: Sendable {
    private struct State {
        let table: SlotTable
        var recent = RecentCache<Label, SubjectKey>(limit: 100_000)
        var hasNewKeys = false
    }

    let path: String
    private let master: SymmetricKey
    private let random: RandomSource
    private let state: Mutex<State>

    /// Opens the table, or makes an empty one; for reading alone it must be there and is not changed.
    init(path: String, master: SymmetricKey, random: RandomSource, forReading: Bool = false) throws(FileError) {
        self.path = path
        self.master = master
        self.random = random
        let size = SubjectKey.wrappedSize
        state = Mutex(
            State(
                table: try forReading
                    ? SlotTable(reading: path, valueSize: size)
                    : SlotTable(path: path, valueSize: size, fromDisk: true)))
    }

    /// The newest key of an owner; nil when there is none, or when it was erased.
    func key(for label: Label) throws(VaultError) -> SubjectKey? {
        let found = state.withLock { state -> (known: SubjectKey?, wrapped: [UInt8]?) in
            if let key = state.recent.value(label) { return (key, nil) }
            return (nil, SlotKey(label.hash.bytes).flatMap { state.table.value(for: $0) })
        }
        if let known = found.known { return known }
        guard let wrapped = found.wrapped, !SubjectKey.isErased(wrapped) else { return nil }
        let key = try unwrap(wrapped, label)
        state.withLock { $0.recent.insert(key, for: label) }
        return key
    }

    /// The newest key of an owner; a new one when there is none. A new key is durable after the next `syncNewKeys`.
    func keyForSealing(_ label: Label) throws(VaultError) -> SubjectKey {
        if let key = try key(for: label) { return key }
        let bytes = random.bytes(44)
        let result = state.withLock { state -> Result<SubjectKey, VaultError> in
            do throws(VaultError) { return .success(try make(label, bytes, &state)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private func make(_ label: Label, _ random: [UInt8], _ state: inout State) throws(VaultError) -> SubjectKey {
        if let key = state.recent.value(label) { return key }
        guard let slot = SlotKey(label.hash.bytes) else { throw VaultError(.storage, "a label has 32 bytes") }
        let earlier = state.table.value(for: slot)
        if let earlier, !SubjectKey.isErased(earlier) { return try unwrap(earlier, label) }
        let generation = (earlier.map(SubjectKey.generation) ?? 0) &+ 1
        let key = SubjectKey(generation: generation, key: SymmetricKey(data: random.prefix(32)))
        do {
            try state.table.put(slot, try key.wrapped(for: label, under: master, nonce: Array(random.suffix(12))))
        } catch { throw VaultError(.storage, "\(path): \(error)") }
        state.recent.insert(key, for: label)
        state.hasNewKeys = true
        return key
    }

    private func unwrap(_ wrapped: [UInt8], _ label: Label) throws(VaultError) -> SubjectKey {
        guard let key = SubjectKey(unwrapping: wrapped, for: label, under: master) else {
            throw VaultError(
                .wrongLog,
                "\(path) has a key that master.key does not open: one of the two is damaged or of another "
                    + "log. Put back both from one backup of the keys")
        }
        return key
    }

    /// Makes every key made so far durable; does nothing when there are no new ones.
    func syncNewKeys() throws(VaultError) {
        let result = state.withLock { state -> Result<Void, FileError> in
            guard state.hasNewKeys else { return .success(()) }
            do throws(FileError) {
                try state.table.sync()
                state.hasNewKeys = false
                return .success(())
            } catch { return .failure(error) }
        }
        do throws(FileError) { try result.get() } catch { throw VaultError(.storage, error.description) }
    }

    /// How many owners have a key.
    var count: Int { state.withLock { $0.table.count } }
}
