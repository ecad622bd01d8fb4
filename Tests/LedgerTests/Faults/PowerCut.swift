/// One power cut: decides for everything that is on the way to a disk whether it arrived.
struct PowerCut {
    private let luck: MemoryDisk.Luck
    private var generator: SeededGenerator
    /// A node that has two names keeps them.
    private var made: [ObjectIdentifier: MemoryNode] = [:]

    init(_ luck: MemoryDisk.Luck) {
        self.luck = luck
        if case .chance(_, let seed) = luck {
            generator = SeededGenerator(seed)
        } else {
            generator = SeededGenerator(0)
        }
    }

    mutating func folder(_ folder: MemoryFolder) -> MemoryFolder {
        let names = folder.afterPowerCut { count in chooseState(of: count) }
        var after: [String: MemoryNode] = [:]
        for name in names.keys.sorted() { after[name] = names[name].map { node($0) } }
        return MemoryFolder(durable: after)
    }

    private mutating func node(_ node: MemoryNode) -> MemoryNode {
        if let known = made[node.identity] { return known }
        let after: MemoryNode
        switch node {
        case .file(let file): after = .file(file.afterPowerCut { _ in chooseNew() })
        case .folder(let inner): after = .folder(folder(inner))
        }
        made[node.identity] = after
        return after
    }

    private mutating func chooseNew() -> Bool {
        switch luck {
        case .none: false
        case .all: true
        case .chance(let probability, _): Double.random(in: 0..<1, using: &generator) < probability
        }
    }

    /// Of so many states of a name, oldest first.
    private mutating func chooseState(of count: Int) -> Int {
        switch luck {
        case .none: 0
        case .all: count - 1
        case .chance(let probability, _):
            Double.random(in: 0..<1, using: &generator) < probability
                ? count - 1 : Int.random(in: 0..<count, using: &generator)
        }
    }
}
