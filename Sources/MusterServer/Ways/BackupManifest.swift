import DurableFiles
package import JSON
package import Records
package import TransparencyLog

/// `backup.json`: what a copy holds. It is written last, so that a copy without one is known to be unfinished.
package struct BackupManifest: Sendable, Equatable {
    package struct Log: Sendable, Equatable {
        package let name: String
        package let origin: String
        /// The verifier key, in the form of C2SP signed notes.
        package let vkey: String
        /// The checkpoint at which the copy ends.
        package let size: UInt64
        package let root: Hash

        package init(name: String, vkey: String, checkpoint: Checkpoint) {
            self.name = name
            self.vkey = vkey
            origin = checkpoint.origin
            size = checkpoint.size
            root = checkpoint.root
        }

        fileprivate init?(_ json: JSONValue) {
            guard let name = json["name"]?.stringValue, LogName.isValid(name),
                let origin = json["origin"]?.stringValue, let vkey = json["vkey"]?.stringValue,
                let size = json["size"]?.intValue.flatMap({ UInt64(exactly: $0) }),
                let root = json["root"]?.stringValue.flatMap({ Hash(base64: $0) })
            else { return nil }
            self.name = name
            self.origin = origin
            self.vkey = vkey
            self.size = size
            self.root = root
        }

        package var json: JSONValue {
            [
                "name": .string(name), "origin": .string(origin), "vkey": .string(vkey), "size": .int(size),
                "root": .string(root.base64),
            ]
        }
    }

    /// The version of Muster that made the copy.
    package let program: String
    package let taken: Timestamp
    package let logs: [Log]
    /// Whether keys were copied at the same time, to another place.
    package let hasKeys: Bool

    package init(program: String, taken: Timestamp, logs: [Log], hasKeys: Bool) {
        self.program = program
        self.taken = taken
        self.logs = logs
        self.hasKeys = hasKeys
    }

    package static let fileName = "backup.json"
    private static let format = "muster-backup@v1"

    /// Keys `format`, `program`, `taken`, `keys` and `logs`, each with `name`, `origin`, `vkey`, `size`, `root`.
    package var json: JSONValue {
        [
            "format": .string(Self.format), "program": .string(program), "taken": .string(taken.rfc3339),
            "keys": .bool(hasKeys), "logs": .array(logs.map(\.json)),
        ]
    }

    /// Reads the manifest of a copy.
    package static func read(copy: String) throws -> BackupManifest {
        let path = "\(copy)/\(fileName)"
        guard let bytes = try DurableFile.read(path, limit: 16 << 20) else {
            throw Obstacle(
                .no, "\(path) is missing: \(copy) is no copy made by muster backup, or one that was not finished",
                hints: ["make one with: muster backup DIR"])
        }
        guard let manifest = BackupManifest(bytes) else {
            throw Obstacle(.no, "\(path) is damaged, or of a version of Muster that this one does not know")
        }
        return manifest
    }

    private init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["format"]?.stringValue == Self.format,
            let program = json["program"]?.stringValue,
            let taken = json["taken"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let hasKeys = json["keys"]?.boolValue, let items = json["logs"]?.arrayValue
        else { return nil }
        let logs = items.compactMap { Log($0) }
        guard logs.count == items.count, Set(logs.map(\.name)).count == logs.count else { return nil }
        self.init(program: program, taken: taken, logs: logs, hasKeys: hasKeys)
    }

    package func log(named name: String) -> Log? { logs.first { $0.name == name } }
}
