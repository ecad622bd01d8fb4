/// A file or folder of a `MemoryDisk`.
enum MemoryNode {
    case file(MemoryFile)
    case folder(MemoryFolder)

    var identity: ObjectIdentifier {
        switch self {
        case .file(let file): ObjectIdentifier(file)
        case .folder(let folder): ObjectIdentifier(folder)
        }
    }
}

/// A folder of a `MemoryDisk`: the names that processes see, and what became of each since the folder was synced.
///
/// Unchecked: reached only under its disk's lock.
final class MemoryFolder: @unchecked Sendable {
    private(set) var names: [String: MemoryNode] = [:]
    /// The names that survive a power cut for certain.
    private(set) var durable: [String: MemoryNode] = [:]
    /// Of names that changed since the last sync, every state since: after a power cut the disk has any one of them.
    private var pending: [String: [MemoryNode?]] = [:]

    init() {}

    init(durable: [String: MemoryNode]) {
        names = durable
        self.durable = durable
    }

    func set(_ name: String, _ node: MemoryNode?) {
        names[name] = node
        pending[name, default: []].append(node)
    }

    func sync() {
        for name in pending.keys { durable[name] = names[name] }
        pending = [:]
    }

    func loseSync() { pending = [:] }

    /// The names after a power cut: of those on the way, any state since the last sync.
    func afterPowerCut(_ choose: (Int) -> Int) -> [String: MemoryNode] {
        var after = durable
        for name in pending.keys.sorted() {
            let states = [durable[name]] + (pending[name] ?? [])
            after[name] = states[choose(states.count)]
        }
        return after
    }
}
