import DurableFiles
import JSON
import MusterServer
import Records
import TransparencyLog

/// A log as its public files tell of it; a running server is not disturbed.
struct PublicLog {
    let name: String
    /// Absolute path of the folder with the public files.
    let directory: String
    let key: VerifierKey
    let checkpoint: Checkpoint

    /// Keys `name`, `origin`, `vkey`, `directory`, `size`, `root`.
    var json: JSONValue {
        [
            "name": .string(name), "origin": .string(checkpoint.origin), "vkey": .string(key.description),
            "directory": .string(directory), "size": .int(checkpoint.size), "root": .string(checkpoint.root.base64),
        ]
    }

    static func all(data: String) throws -> [PublicLog] {
        try DurableFile.names(in: data + "/logs").sorted().map { try PublicLog(name: $0, data: data) }
    }

    /// Reads the checkpoint, and the key from the genesis entry.
    ///
    /// - Throws: `Failure` that names the file, status 1 when there is no such log.
    init(name: String, data: String) throws {
        self.name = name
        guard LogName.isValid(name), try DurableFile.kind(of: "\(data)/logs/\(name)") != nil else {
            throw Failure(.no, "there is no log \(Terminal.harmless(name)) in \(data)", hints: ["see: muster log list"])
        }
        directory = AbsolutePath.of("\(data)/logs/\(name)")
        let path = directory + "/checkpoint"
        guard let note = try DurableFile.read(path, limit: 1 << 20) else {
            throw Failure(.couldNotTell, "\(path) is missing: the log has published nothing yet, or is damaged")
        }
        key = try Self.genesisKey(directory)
        do {
            checkpoint = try Checkpoint.open(note, key: key, origin: nil)
        } catch {
            throw Failure(
                .no, "\(path) is no checkpoint of this log: \(error)", hints: ["try: muster verify \(directory)"])
        }
    }

    private static func genesisKey(_ directory: String) throws -> VerifierKey {
        let entries = directory + "/tile/entries"
        let partial = (try? DurableFile.names(in: entries + "/000.p").compactMap { Int($0) }.max()) ?? nil
        for (path, width) in [("000", 256)] + (partial.map { [("000.p/\($0)", $0)] } ?? []) {
            guard let bundle = try DurableFile.read(entries + "/" + path, limit: 256 * 65_538) else { continue }
            guard let first = try? EntryBundle.decode(bundle, width: width).first,
                let genesis = try? Entry(parsing: Array(bundle[first])).genesis
            else { throw Failure(.no, "\(entries)/\(path) does not begin with a genesis entry") }
            return try VerifierKey(genesis.key)
        }
        throw Failure(.couldNotTell, "\(entries)/000 is missing: the log has published nothing yet, or is damaged")
    }
}
