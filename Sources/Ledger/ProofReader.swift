import Synchronization
import TransparencyLog

/// The nodes of tiles that proofs were built from lately: a proof through a kept tile hashes nothing.
final class TileNodeCache: Sendable {
    private let kept = Mutex<[Tile: TileNodes]>([:])
    /// Tiles; a full one takes 16 KiB. When there are as many, all are let go.
    private let limit: Int

    init(limit: Int = 2048) { self.limit = limit }

    func nodes(of tile: Tile, _ read: (Tile) throws -> [UInt8]) throws -> TileNodes {
        if let nodes = kept.withLock({ $0[tile] }) { return nodes }
        let bytes = try read(tile)
        guard bytes.count == tile.byteCount else {
            throw TileError(.length, "\(tile.path) has \(bytes.count) bytes, not \(tile.byteCount)")
        }
        let nodes = try TileNodes(bytes)
        kept.withLock { kept in
            if kept.count >= limit { kept.removeAll(keepingCapacity: true) }
            kept[tile] = nodes
        }
        return nodes
    }
}

/// Reads the hashes of a published tree of fixed size from its files, by way of the nodes that are kept.
struct ProofReader: HashReader {
    let size: UInt64
    let files: PublicFiles
    let cache: TileNodeCache

    func hash(level: Int, index: UInt64) throws -> Hash {
        let height = level % Tile.height
        guard (0...63).contains(level), index < size >> UInt64(level),
            let tile = Tile.at(
                level: level / Tile.height, index: (index << UInt64(height)) >> UInt64(Tile.height), size: size)
        else { throw TileError(.outOfRange, "a tree of \(size) entries has no subtree \(index) at level \(level)") }
        let nodes = try cache.nodes(of: tile) { tile in
            guard let bytes = try files.read(tile.path) else {
                throw LedgerError.refused(Refusal(.missing, tile.path, "the tile is missing"))
            }
            return bytes
        }
        let offset = Int(index & ((1 << UInt64(Tile.height - height)) - 1))
        guard let hash = nodes.node(height: height, offset: offset) else {
            throw TileError(.outOfRange, "\(tile.path) has no subtree of height \(height) at \(offset)")
        }
        return hash
    }
}
