internal import TransparencyLog

extension Entry {
    /// Entry 0 of a log.
    package init(genesis: Genesis, time: Timestamp) throws(EntryError) {
        var text: [UInt8] = Array("muster-entry@v1 genesis\ntime \(time.milliseconds)\n".utf8)
        text.append(contentsOf: "origin \(genesis.origin)\nkey \(genesis.key)\nformats \(Genesis.formats)\n".utf8)
        text.append(contentsOf: "index-key \(genesis.indexKey.base64)\nmap \(Genesis.map)\n".utf8)
        text.append(contentsOf: "retention \(Genesis.retention)\n".utf8)
        if let predecessor = genesis.predecessor {
            let root = predecessor.root.base64
            text.append(contentsOf: "predecessor \(predecessor.origin) \(predecessor.size) \(root)\n".utf8)
        }
        try self.init(parsing: text)
    }
}
