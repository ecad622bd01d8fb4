import Foundation

/// The rooms of the house and the repository that holds them.
enum House {
    struct Room: Sendable {
        let floor: Int
        let name: String
        /// Neighbours on the same floor that this room may use all the same.
        var neighbours: Set<String> = []
        /// Modules from outside the house that this room may use; nil where any declared dependency will do.
        var outside: Set<String>?
    }

    /// The floor table: a room uses rooms of lower floors only, and the neighbours named here.
    static let rooms: [Room] = [
        // Pure: no input, no output, no clock.
        Room(floor: 0, name: "JSON", outside: []),
        Room(floor: 0, name: "TransparencyLog", outside: ["Crypto", "CSHA256"]),
        Room(floor: 0, name: "SCIM", neighbours: ["JSON"], outside: ["Foundation", "Synchronization"]),
        Room(floor: 1, name: "Records", outside: ["Crypto"]),
        Room(floor: 1, name: "DurableFiles", outside: system.union(["CLinux"])),
        Room(floor: 2, name: "Differences", outside: []),
        Room(floor: 2, name: "Simulation", outside: []),
        Room(floor: 2, name: "Verification", outside: system.union(["Crypto", "FoundationNetworking"])),
        Room(floor: 2, name: "Vault", outside: system.union(["Crypto"])),
        Room(floor: 2, name: "Ledger", outside: system.union(["Crypto", "Logging"])),
        Room(floor: 3, name: "Recorder", outside: system.union(["Crypto", "Logging"])),
        Room(
            floor: 3, name: "Catalog", neighbours: ["Recorder"],
            outside: system.union(["Crypto", "Logging", "GRDB", "ServiceLifecycle"])),
        Room(
            floor: 4, name: "Directory", outside: system.union(["Crypto", "Logging", "GRDB", "ServiceLifecycle"])),
        Room(
            floor: 4, name: "Gateway",
            outside: system.union([
                "Crypto", "Logging", "GRDB", "ServiceLifecycle", "AsyncHTTPClient", "NIOCore", "NIOHTTP1", "NIOPosix",
                "NIOHTTPCompression", "NIOSSL",
            ])),
        Room(floor: 4, name: "Evidence", outside: ["Crypto", "Foundation"]),
        Room(floor: 5, name: "MusterServer"),
        Room(floor: 6, name: "muster"),
        Room(floor: 6, name: "muster-verify", outside: system.union(["ArgumentParser"])),
    ]

    /// Folders of `Sources` in C, for a room that names them in `outside`: declarations of system calls, and a hash.
    static let inC: Set<String> = ["CLinux", "CSHA256"]

    /// Targets that several rooms' tests share, below `Tests`.
    static let forTests: Set<String> = ["TestLogs"]

    /// What the system itself offers.
    static let system: Set<String> = ["Glibc", "Foundation", "FoundationEssentials", "Synchronization", "Dispatch"]

    static func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

    /// Whether `user` may use `used`.
    static func permits(_ user: Room, using used: Room) -> Bool {
        used.floor < user.floor || user.neighbours.contains(used.name)
    }

    /// The repository's root, found from where this file was compiled.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The Swift files under a folder of the repository, as paths from its root.
    static func swiftFiles(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(".swift") }
            .map { folder + "/" + $0 }
            .sorted()
    }

    static func folders(in folder: String) throws -> [String] {
        let base = root.appendingPathComponent(folder)
        return try FileManager.default.contentsOfDirectory(atPath: base.path).filter { name in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: base.appendingPathComponent(name).path, isDirectory: &isFolder)
            return exists && isFolder.boolValue
        }.sorted()
    }
}
