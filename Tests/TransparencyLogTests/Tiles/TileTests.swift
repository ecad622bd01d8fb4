import Testing
import TransparencyLog

@Suite struct TileTests {
    struct Path: CustomTestStringConvertible {
        let level: Int
        let index: UInt64
        let width: Int
        let path: String
        var testDescription: String { path }
    }

    static let paths = [
        Path(level: 0, index: 0, width: 256, path: "tile/0/000"),
        Path(level: 0, index: 0, width: 1, path: "tile/0/000.p/1"),
        Path(level: 0, index: 0, width: 255, path: "tile/0/000.p/255"),
        Path(level: 1, index: 999, width: 256, path: "tile/1/999"),
        Path(level: 0, index: 1000, width: 256, path: "tile/0/x001/000"),
        Path(level: 0, index: 1_234_067, width: 256, path: "tile/0/x001/x234/067"),
        Path(level: 15, index: 455_667, width: 256, path: "tile/15/x455/667"),
        Path(level: 15, index: 123_456_789, width: 41, path: "tile/15/x123/x456/789.p/41"),
        Path(level: 63, index: .max, width: 17, path: "tile/63/x018/x446/x744/x073/x709/x551/615.p/17"),
    ]

    @Test(arguments: paths) func pathsBothWays(path: Path) throws {
        let tile = try #require(Tile(level: path.level, index: path.index, width: path.width))
        #expect(tile.path == path.path)
        #expect(try Tile(parsing: path.path) == tile)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile//000", "tile/00/000", "tile/64/000", "tile/-1/000", "tile/+1/000",
        "Tile/0/000", "/tile/0/000", "tile/0/000/", "tile/0/00", "tile/0/0000", "tile/0/x000/001", "tile/0/x001/1",
        "tile/0/001/000", "tile/0/x001", "tile/0/X001/000", "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0",
        "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/+1", "tile/0/000.p/1/", "tile/0/.p/1", "tile/0/000/.p/1",
        "tile/0/x018/x446/x744/x073/x709/x551/616", "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/0/../000",
        "tile/0/x001/../000", "tile/0/000%2Ep/1", "tile/entries/000", "tile/0/٠٠٠", "tile/0/000\n", "tile/0/000.p/1\0",
    ]) func otherPathsAreRefused(path: String) {
        #expect(throws: TileError.self) { try Tile(parsing: path) }
    }

    @Test func coordinatesAreBounded() {
        #expect(Tile(level: -1, index: 0) == nil)
        #expect(Tile(level: 64, index: 0) == nil)
        #expect(Tile(level: 0, index: 0, width: 0) == nil)
        #expect(Tile(level: 0, index: 0, width: 257) == nil)
    }

    @Test(
        arguments: [
            (0, []), (1, ["tile/0/000.p/1"]), (255, ["tile/0/000.p/255"]), (256, ["tile/0/000", "tile/1/000.p/1"]),
            (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
            (512, ["tile/0/000", "tile/0/001", "tile/1/000.p/2"]),
        ] as [(UInt64, [String])]) func tilesOfSmallTrees(size: UInt64, paths: [String])
    {
        #expect(Tile.tiles(forSize: size).map(\.path) == paths)
    }

    @Test func tilesOfLargerTrees() {
        let even = Array(Tile.tiles(forSize: 65_536))
        #expect(even.filter { $0.level == 0 }.count == 256)
        #expect(even.suffix(2).map(\.path) == ["tile/1/000", "tile/2/000.p/1"])
        let odd = Array(Tile.tiles(forSize: 70_000))
        #expect(odd.filter { $0.level == 0 && $0.isFull }.count == 273)
        #expect(odd.filter { !$0.isFull }.map(\.path) == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
    }

    @Test func extremeSizesDoNotTrap() throws {
        let last = try #require(Tile.at(level: 0, index: .max >> 8, size: .max))
        #expect(last.width == 255)
        #expect(Tile.at(level: 0, index: .max, size: .max) == nil)
        #expect(Tile.at(level: 7, index: 0, size: .max)?.width == 255)
        #expect(Tile.at(level: 8, index: 0, size: .max) == nil)
        #expect(Tile.at(level: -1, index: 0, size: .max) == nil)
        var tiles = Tile.tiles(forSize: .max).makeIterator()
        #expect(tiles.next()?.path == "tile/0/000")
    }

    @Test func nodesInsideATile() throws {
        let tree = MemoryTree(bytesUpTo: 256)
        let bytes = try tree.bytes(of: #require(Tile(level: 0, index: 0)))
        for height in 0...8 {
            for number in 0..<(256 >> height) {
                let node = try Tile.node(height: height, offset: number << height, in: bytes)
                #expect(try node == tree.hash(level: height, index: UInt64(number)))
            }
        }
        #expect(throws: TileError.self) { try Tile.node(height: 1, offset: 1, in: bytes) }
        #expect(throws: TileError.self) { try Tile.node(height: 9, offset: 0, in: bytes) }
        #expect(throws: TileError.self) { try Tile.node(height: -1, offset: 0, in: bytes) }
        #expect(throws: TileError.self) { try Tile.hash(at: 256, in: bytes) }
        #expect(throws: TileError.self) { try Tile.hash(at: -1, in: bytes) }
        #expect(throws: TileError.self) { try Tile.hash(at: .max, in: bytes) }
        #expect(throws: TileError.self) { try Tile.hash(at: 0, in: Array(bytes.dropLast())) }
        #expect(throws: TileError.self) { try Tile.hash(at: 0, in: bytes + bytes) }
    }
}
