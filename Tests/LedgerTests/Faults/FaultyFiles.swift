import DurableFiles
import Glibc
import Synchronization

/// A file system that counts calls and lets one of them go wrong: before its effect took place, or after it.
final class FaultyFiles: FileSystem {
    enum Fault: Sendable, Hashable, CustomStringConvertible {
        /// The call answers with this error.
        case error(Int32)
        /// A write takes half of its bytes.
        case short
        /// The process dies: no call after this one has any effect.
        case kill

        var description: String {
            switch self {
            case .error(EIO): "EIO"
            case .error(ENOSPC): "ENOSPC"
            case .error(let number): "error \(number)"
            case .short: "short write"
            case .kill: "kill"
            }
        }
    }

    /// The n-th call of a kind goes wrong, once.
    struct Plan: Sendable, CustomStringConvertible {
        var call: FaultyCall
        var occurrence: Int
        var fault: Fault
        /// Whether the effect took place all the same.
        var isDone: Bool

        var description: String { "\(call) number \(occurrence): \(fault)\(isDone ? ", persisted" : "")" }
    }

    private struct State {
        var plan: Plan?
        var counts: [FaultyCall: Int] = [:]
        var total = 0
        var syncs = 0
        var isDead = false
        var hasFired = false
        var paths: [Int32: String] = [:]
        var lastOffsets: [Int32: Int] = [:]
        var nextDummy: Int32 = 1 << 20
    }

    private enum Decision {
        case pass
        case fail(Int, isDone: Bool)
        case short
        case dead
    }

    private let inner: any FileSystem
    /// Which sync fails, counting all of them.
    private let failingSync: Int?
    private let state: Mutex<State>
    private let observer: @Sendable (Int) -> Void

    /// `observer` is called before each call that can go wrong, with its number.
    init(
        _ inner: any FileSystem, plan: Plan? = nil, failingSync: Int? = nil,
        observer: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.inner = inner
        self.failingSync = failingSync
        self.observer = observer
        state = Mutex(State(plan: plan))
    }

    /// How many calls of each kind there were.
    var counts: [FaultyCall: Int] { state.withLock { $0.counts } }
    var total: Int { state.withLock { $0.total } }
    var hasFired: Bool { state.withLock { $0.hasFired } }

    /// From now on nothing has any effect.
    func kill() { state.withLock { $0.isDead = true } }

    private func decide(_ call: FaultyCall) -> Decision {
        let (decision, number) = state.withLock { state -> (Decision, Int) in
            if state.isDead { return (.dead, 0) }
            state.counts[call, default: 0] += 1
            state.total += 1
            if [.sync, .syncData, .syncFolder].contains(call.operation) {
                state.syncs += 1
                if state.syncs == failingSync { return (.fail(-Int(EIO), isDone: false), state.total) }
            }
            guard let plan = state.plan, plan.call == call, plan.occurrence == state.counts[call], !state.hasFired
            else { return (.pass, state.total) }
            state.hasFired = true
            switch plan.fault {
            case .error(let number): return (.fail(-Int(number), isDone: plan.isDone), state.total)
            case .short: return (.short, state.total)
            case .kill:
                state.isDead = true
                return (.fail(-Int(EIO), isDone: plan.isDone), state.total)
            }
        }
        if number > 0 { observer(number) }
        return decision
    }

    /// Makes a call, or not, as planned; a dead process's calls answer `dead`.
    private func run(_ call: FaultyCall, dead: Int = -Int(EIO), _ body: () -> Int) -> Int {
        switch decide(call) {
        case .pass, .short: return body()
        case .dead: return dead
        case .fail(let answer, let isDone):
            if isDone { _ = body() }
            return answer
        }
    }

    private func path(_ descriptor: Int32) -> String { state.withLock { $0.paths[descriptor] ?? "" } }

    // A dead process may open and write, to no effect: what stops it is that no sync ever succeeds.
    func open(_ path: String, _ flags: Int32, mode: UInt32) -> Int {
        let isFolder = flags & O_DIRECTORY != 0
        let operation: FaultyCall.Operation = flags & O_CREAT != 0 ? .create : .open
        let dummy = state.withLock { state in
            state.nextDummy += 1
            return Int(state.nextDummy)
        }
        var opened: Int?
        var answer = run(FaultyCall(operation, path: path), dead: dummy) {
            let descriptor = inner.open(path, flags, mode: mode)
            if descriptor >= 0 { opened = descriptor }
            return descriptor
        }
        if answer < 0, let opened { inner.close(Int32(opened)) }
        if answer == dummy, flags & (O_WRONLY | O_RDWR) == 0, !isFolder { answer = -Int(EIO) }
        if answer >= 0 { state.withLock { $0.paths[Int32(answer)] = path } }
        return answer
    }

    func close(_ descriptor: Int32) {
        state.withLock { state in
            state.paths[descriptor] = nil
            state.lastOffsets[descriptor] = nil
        }
        if descriptor < 1 << 20 { inner.close(descriptor) }
    }

    func size(of descriptor: Int32) -> Int { descriptor < 1 << 20 ? inner.size(of: descriptor) : 0 }

    func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        state.withLock { $0.lastOffsets[descriptor] = offset }
        switch decide(onFile(.write, descriptor)) {
        case .pass: return inner.write(descriptor, bytes, at: offset)
        case .dead: return bytes.count
        case .short:
            let half = UnsafeRawBufferPointer(rebasing: bytes[..<max(1, bytes.count / 2)])
            return inner.write(descriptor, half, at: offset)
        case .fail(let answer, let isDone):
            if isDone { _ = inner.write(descriptor, bytes, at: offset) }
            return answer
        }
    }

    func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        run(onFile(.read, descriptor)) { inner.read(descriptor, into: bytes, at: offset) }
    }

    func syncData(_ descriptor: Int32) -> Int { sync(.syncData, descriptor) { inner.syncData(descriptor) } }

    func sync(_ descriptor: Int32) -> Int {
        let path = self.path(descriptor)
        let isFolder = inner.kind(of: path) == Int(S_IFDIR)
        return sync(isFolder ? .syncFolder : .sync, descriptor) { inner.sync(descriptor) }
    }

    /// A sync that failed without effect leaves nothing to be synced again.
    private func sync(_ operation: FaultyCall.Operation, _ descriptor: Int32, _ body: () -> Int) -> Int {
        switch decide(onFile(operation, descriptor)) {
        case .pass, .short: return body()
        case .dead: return -Int(EIO)
        case .fail(let answer, let isDone):
            let isDead = state.withLock { $0.isDead }
            if isDone { _ = body() } else if !isDead { (inner as? MemoryDisk)?.loseSync(descriptor) }
            return answer
        }
    }

    /// In a write-ahead segment it depends on the place: the first page is the header.
    private func onFile(_ operation: FaultyCall.Operation, _ descriptor: Int32) -> FaultyCall {
        let (path, offset) = state.withLock { ($0.paths[descriptor] ?? "", $0.lastOffsets[descriptor]) }
        guard path.hasPrefix("/data/wal/"), !path.hasSuffix(".making"), operation != .syncFolder, operation != .read
        else {
            return FaultyCall(operation, path: path)
        }
        return FaultyCall(operation, offset ?? 0 == 0 ? .header : .record)
    }

    func reserve(_ descriptor: Int32, _ count: Int) -> Int {
        run(onFile(.reserve, descriptor), dead: 0) { inner.reserve(descriptor, count) }
    }

    func startWriting(_ descriptor: Int32) {}

    func dropCache(_ descriptor: Int32) { inner.dropCache(descriptor) }

    func map(_ descriptor: Int32, _ count: Int) -> Int {
        run(onFile(.map, descriptor)) { inner.map(descriptor, count) }
    }

    func unmap(_ address: UnsafeMutableRawPointer, _ count: Int) { inner.unmap(address, count) }

    func rename(_ old: String, to new: String) -> Int {
        run(FaultyCall(.rename, path: new)) { inner.rename(old, to: new) }
    }

    func remove(_ path: String) -> Int { run(FaultyCall(.remove, path: path)) { inner.remove(path) } }

    func makeFolder(_ path: String, mode: UInt32) -> Int {
        run(FaultyCall(.makeFolder, path: path), dead: 0) { inner.makeFolder(path, mode: mode) }
    }

    func removeFolder(_ path: String) -> Int {
        state.withLock { $0.isDead } ? -Int(EIO) : inner.removeFolder(path)
    }

    func kind(of path: String) -> Int { inner.kind(of: path) }

    var boot: BootID? { inner.boot }

    func list(_ path: String, into names: inout [String]) -> Int {
        run(FaultyCall(.list, path: path)) { inner.list(path, into: &names) }
    }
}
