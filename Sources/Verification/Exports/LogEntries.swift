import Records
import TransparencyLog

/// Reads single entries of a log, with proofs, from its files.
struct LogEntries: Sendable {
    /// What the log has is not what it should have.
    struct Unusable: Error {
        let reason: String
    }

    /// The files read last, of a log of so many entries.
    struct Files {
        let size: UInt64
        fileprivate var entries: (bundle: UInt64, bytes: [UInt8], ranges: [Range<Int>])?
        fileprivate var sealed: (bundle: UInt64, bytes: [UInt8], ranges: [Range<Int>])?
        fileprivate var tiles: [Tile: [UInt8]] = [:]

        init(size: UInt64) { self.size = size }
    }

    private let reader: EdgeReader
    /// Tiles that are kept: those above a bundle, and room for those beside them.
    private static let mostTiles = 32

    init(_ source: any LogSource) { reader = EdgeReader(source) }

    /// The key that entry 0 names.
    func key(size: UInt64) async throws -> VerifierKey {
        var files = Files(size: size)
        let first = try await entry(0, in: &files)
        guard let genesis = try? Entry(parsing: first).genesis, let key = try? VerifierKey(genesis.key)
        else { throw Unusable(reason: "entry 0 names no usable key; give it with --vkey") }
        return key
    }

    /// The same, for the log as it is now.
    func key() async throws -> VerifierKey {
        let note = try await reader.source.read("checkpoint", limit: SignedNote.maximumLength)
        let size: UInt64
        do { size = try Checkpoint.unverified(note).size } catch {
            throw Unusable(reason: "its own checkpoint: \(error)")
        }
        return try await key(size: size)
    }

    /// The bytes of an entry.
    func entry(_ index: UInt64, in files: inout Files) async throws -> [UInt8] {
        let bundle = index >> 8
        if files.entries?.bundle != bundle {
            guard let file = LogFile(.entries, bundle, size: files.size) else {
                throw Unusable(reason: "there is no entry \(index) among the first \(files.size)")
            }
            let answer = try await reader.read(file)
            guard let ranges = try? EntryBundle.decode(answer.bytes, width: file.width) else {
                throw Unusable(reason: "the log's file \(answer.path) is malformed")
            }
            files.entries = (bundle, answer.bytes, ranges)
        }
        guard let read = files.entries, Int(index & 255) < read.ranges.count else {
            throw Unusable(reason: "there is no entry \(index) among the first \(files.size)")
        }
        return Array(read.bytes[read.ranges[Int(index & 255)]])
    }

    /// The sealed record beside an entry.
    func sealed(_ index: UInt64, in files: inout Files) async throws -> [UInt8] {
        let bundle = index >> 8
        if files.sealed?.bundle != bundle {
            guard let file = LogFile(.sealed, bundle, size: files.size) else { return [] }
            let answer = try await reader.read(file)
            guard let ranges = try? SealedBundle.decode(answer.bytes, width: file.width) else {
                throw Unusable(reason: "the log's file \(answer.path) is malformed")
            }
            files.sealed = (bundle, answer.bytes, ranges)
        }
        guard let read = files.sealed, Int(index & 255) < read.ranges.count else { return [] }
        return Array(read.bytes[read.ranges[Int(index & 255)]])
    }

    /// Checks that the tree of a checkpoint has an entry.
    func prove(_ index: UInt64, leafHash: Hash, _ checkpoint: Checkpoint, in files: inout Files) async throws {
        let proof = try await tiles(&files) { hashes in
            try InclusionProof.prove(index: index, size: checkpoint.size, reader: hashes)
        }
        guard case .accepted = proof.check(leafHash: leafHash, root: checkpoint.root) else {
            throw Unusable(reason: "entry \(index) of the log is not what the checkpoint covers")
        }
    }

    /// Why an older checkpoint is not of the tree that the log's own covers; nil when it is.
    func difference(between older: Checkpoint, and own: Checkpoint) async throws -> String? {
        var files = Files(size: own.size)
        let proof = try await tiles(&files) { hashes in
            try ConsistencyProof.prove(oldSize: older.size, newSize: own.size, reader: hashes)
        }
        return proof.check(oldRoot: older.root, newRoot: own.root).reason
    }

    /// The log's own checkpoint, if that key signed it.
    func checkpoint(key: VerifierKey) async throws -> Checkpoint {
        let note = try await reader.source.read("checkpoint", limit: SignedNote.maximumLength)
        do { return try Checkpoint.open(note, key: key) } catch {
            throw Unusable(reason: "its own checkpoint: \(error)")
        }
    }

    /// Makes a proof, reading the tiles that it needs.
    private func tiles<Proof>(
        _ files: inout Files, _ prove: (TileHashReader) throws -> Proof
    ) async throws -> Proof {
        while true {
            let tiles = files.tiles
            let hashes = TileHashReader(size: files.size) { tile in
                guard let bytes = tiles[tile] else { throw Needed(tile: tile) }
                return bytes
            }
            do {
                return try prove(hashes)
            } catch let needed as Needed {
                if files.tiles.count >= Self.mostTiles { files.tiles = [:] }
                let tile = needed.tile
                let file = LogFile(.tile(level: tile.level), tile.index, width: tile.width)
                files.tiles[tile] = try await reader.read(file).bytes
            } catch let error as TileError {
                throw Unusable(reason: "the log's tiles cannot be used: \(error)")
            }
        }
    }

    /// The tile that is missing for a proof.
    private struct Needed: Error {
        let tile: Tile
    }
}
