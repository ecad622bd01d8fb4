import DurableFiles
import Glibc
import Synchronization

/// A disk in memory under a page cache: knows at every moment what a power cut would leave.
///
/// Data is durable by `sync` of the file, in pages of 4 KiB; names are durable by `sync` of the folder. Everything else
/// may be lost, in any combination: a page or a length may be new or old, a name that changed may be in any state since
/// the last sync, the two names of a rename each for itself. That is harsher than real file systems are.
final class MemoryDisk: FileSystem {
    /// What of the unsynced a power cut leaves.
    enum Luck: Sendable {
        /// Nothing is left.
        case none
        /// Everything is left.
        case all
        /// Each page and name is new with this probability.
        case chance(Double, seed: UInt64)
    }

    private struct State {
        var root = MemoryFolder()
        var open: [Int32: MemoryNode] = [:]
        var nextDescriptor: Int32 = 3
        var space = Int.max
        var isReadOnly = false

        /// The folder that holds a path, and its last name there, empty for the root.
        func place(_ path: String) -> (MemoryFolder, String)? {
            var folder = root
            let parts = path.split(separator: "/")
            for part in parts.dropLast() {
                guard case .folder(let next) = folder.names[String(part)] else { return nil }
                folder = next
            }
            return (folder, parts.last.map(String.init) ?? "")
        }
    }

    private let state: Mutex<State>
    private static let boots = Atomic<UInt64>(0)
    /// Each power cut gives another disk, and so begins another run of the machine.
    let boot = BootID(1, boots.add(1, ordering: .relaxed).newValue)

    init() { state = Mutex(State()) }

    private init(root: MemoryFolder) { state = Mutex(State(root: root)) }

    /// Bytes that may still be reserved, or added to files.
    var space: Int {
        get { state.withLock { $0.space } }
        set { state.withLock { $0.space = newValue } }
    }

    var isReadOnly: Bool {
        get { state.withLock { $0.isReadOnly } }
        set { state.withLock { $0.isReadOnly = newValue } }
    }

    /// The disk as it is after a power cut now; this one is left as it is.
    func afterPowerCut(_ luck: Luck) -> MemoryDisk {
        state.withLock { state in
            var cut = PowerCut(luck)
            return MemoryDisk(root: cut.folder(state.root))
        }
    }

    /// Some dirty pages reach the disk although nobody asked.
    func writeBack(seed: UInt64) {
        state.withLock { state in
            var generator = SeededGenerator(seed)
            for case .file(let file) in state.open.sorted(by: { $0.key < $1.key }).map(\.value) {
                file.writeBack { _ in Bool.random(using: &generator) }
            }
        }
    }

    /// A sync fails: the kernel forgets what was dirty, and the disk never gets it.
    func loseSync(_ descriptor: Int32) {
        state.withLock { state in
            switch state.open[descriptor] {
            case .file(let file): file.loseSync()
            case .folder(let folder): folder.loseSync()
            case nil: break
            }
        }
    }

    func open(_ path: String, _ flags: Int32, mode: UInt32) -> Int {
        state.withLock { state in
            if state.isReadOnly && flags & (O_WRONLY | O_RDWR | O_CREAT) != 0 { return -Int(EROFS) }
            guard let (folder, name) = state.place(path) else { return -Int(ENOENT) }
            var node = name.isEmpty ? .folder(folder) : folder.names[name]
            if node != nil && flags & O_CREAT != 0 && flags & O_EXCL != 0 { return -Int(EEXIST) }
            if node == nil {
                guard flags & O_CREAT != 0 else { return -Int(ENOENT) }
                node = .file(MemoryFile())
                folder.set(name, node)
            }
            if case .file(let file) = node {
                if flags & O_DIRECTORY != 0 { return -Int(ENOTDIR) }
                if flags & O_TRUNC != 0 { file.truncate() }
            }
            defer { state.nextDescriptor += 1 }
            state.open[state.nextDescriptor] = node
            return Int(state.nextDescriptor)
        }
    }

    func close(_ descriptor: Int32) { state.withLock { _ = $0.open.removeValue(forKey: descriptor) } }

    func size(of descriptor: Int32) -> Int { onFile(descriptor) { file, _ in file.size } }

    func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        onFile(descriptor) { file, state in
            let grown = max(0, offset + bytes.count - file.size)
            guard grown <= state.space else { return -Int(ENOSPC) }
            if state.space != .max { state.space -= grown }
            file.write(bytes, at: offset)
            return bytes.count
        }
    }

    func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        onFile(descriptor) { file, _ in file.read(into: bytes, at: offset) }
    }

    func syncData(_ descriptor: Int32) -> Int { sync(descriptor) }

    func sync(_ descriptor: Int32) -> Int {
        state.withLock { state in
            switch state.open[descriptor] {
            case .file(let file): file.sync()
            case .folder(let folder): folder.sync()
            case nil: return -Int(EBADF)
            }
            return 0
        }
    }

    func reserve(_ descriptor: Int32, _ count: Int) -> Int {
        onFile(descriptor) { file, state in
            let grown = max(0, count - file.size)
            guard grown <= state.space else { return -Int(ENOSPC) }
            if state.space != .max { state.space -= grown }
            file.extend(to: count)
            return 0
        }
    }

    func startWriting(_ descriptor: Int32) {}

    func dropCache(_ descriptor: Int32) {
        _ = onFile(descriptor) { file, _ in
            file.dropCache()
            return 0
        }
    }

    func map(_ descriptor: Int32, _ count: Int) -> Int {
        onFile(descriptor) { file, _ in file.map(count).map { Int(bitPattern: $0) } ?? -Int(ENOMEM) }
    }

    /// The bytes live as long as the file.
    func unmap(_ address: UnsafeMutableRawPointer, _ count: Int) {}

    func rename(_ old: String, to new: String) -> Int {
        state.withLock { state in
            if state.isReadOnly { return -Int(EROFS) }
            guard let (from, oldName) = state.place(old), let node = from.names[oldName],
                let (to, newName) = state.place(new)
            else { return -Int(ENOENT) }
            to.set(newName, node)
            from.set(oldName, nil)
            return 0
        }
    }

    func remove(_ path: String) -> Int {
        state.withLock { state in
            guard let (folder, name) = state.place(path), case .file(let file) = folder.names[name] else {
                return -Int(ENOENT)
            }
            if state.isReadOnly { return -Int(EROFS) }
            if state.space != .max { state.space += file.size }
            folder.set(name, nil)
            return 0
        }
    }

    func makeFolder(_ path: String, mode: UInt32) -> Int {
        state.withLock { state in
            guard let (folder, name) = state.place(path) else { return -Int(ENOENT) }
            guard !name.isEmpty, folder.names[name] == nil else { return -Int(EEXIST) }
            if state.isReadOnly { return -Int(EROFS) }
            folder.set(name, .folder(MemoryFolder()))
            return 0
        }
    }

    func removeFolder(_ path: String) -> Int {
        state.withLock { state in
            guard let (folder, name) = state.place(path), case .folder(let old) = folder.names[name] else {
                return -Int(ENOENT)
            }
            guard old.names.isEmpty else { return -Int(ENOTEMPTY) }
            folder.set(name, nil)
            return 0
        }
    }

    func kind(of path: String) -> Int {
        state.withLock { state in
            guard let (folder, name) = state.place(path) else { return -Int(ENOENT) }
            switch name.isEmpty ? .folder(folder) : folder.names[name] {
            case .file: return Int(S_IFREG)
            case .folder: return Int(S_IFDIR)
            case nil: return -Int(ENOENT)
            }
        }
    }

    func list(_ path: String, into names: inout [String]) -> Int {
        let found = state.withLock { state -> [String]? in
            guard let (folder, name) = state.place(path) else { return nil }
            guard !name.isEmpty else { return Array(folder.names.keys) }
            guard case .folder(let inner) = folder.names[name] else { return nil }
            return Array(inner.names.keys)
        }
        guard let found else { return -Int(ENOENT) }
        names += found
        return 0
    }

    private func onFile(_ descriptor: Int32, _ body: (MemoryFile, inout State) -> Int) -> Int {
        state.withLock { state in
            guard case .file(let file) = state.open[descriptor] else { return -Int(EBADF) }
            return body(file, &state)
        }
    }
}
