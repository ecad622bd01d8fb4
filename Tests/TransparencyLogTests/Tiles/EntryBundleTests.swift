import Testing
import TransparencyLog

@Suite struct EntryBundleTests {
    private let entries: [[UInt8]] = [[], [0], Array("hi".utf8)]
    private let encoded = bytes("00000001000002" + "6869")

    @Test func encodesTheSpecifiedBytes() throws {
        #expect(try EntryBundle.encode(entries) == encoded)
        let ranges = try EntryBundle.decode(encoded, width: 3)
        #expect(ranges.map { Array(encoded[$0]) } == entries)
    }

    @Test func everyTruncationIsRefused() {
        for count in 0..<encoded.count {
            #expect(throws: TileError.self) { try EntryBundle.decode(Array(encoded.prefix(count)), width: 3) }
        }
    }

    @Test func nothingMayFollow() {
        #expect(throws: TileError(.trailingBytes, "")) { try EntryBundle.decode(encoded + [0], width: 3) }
        #expect(throws: TileError(.trailingBytes, "")) { try EntryBundle.decode(encoded, width: 2) }
        #expect(throws: TileError(.truncated, "")) { try EntryBundle.decode(encoded, width: 4) }
    }

    @Test(arguments: [-1, 0, 257, Int.max, Int.min]) func widthsAreBounded(width: Int) {
        #expect(EntryBundle(index: 0, width: width) == nil)
        #expect(throws: TileError.self) { try EntryBundle.decode(encoded, width: width) }
    }

    @Test func aPrefixCanBeCut() throws {
        let (ranges, end) = try EntryBundle.prefix(of: encoded, width: 2)
        #expect(Array(encoded[..<end]) == (try EntryBundle.encode(entries.prefix(2))))
        #expect(ranges.count == 2)
    }

    @Test func longestAndTooLongEntries() throws {
        let longest = [UInt8](repeating: 7, count: 65_535)
        let bundle = try EntryBundle.encode(Array(repeating: longest, count: 256))
        #expect(try EntryBundle.decode(bundle, width: 256).allSatisfy { $0.count == 65_535 })
        #expect(throws: TileError(.tooLarge, "")) { try EntryBundle.encode([longest + [7]]) }
        #expect(throws: TileError(.outOfRange, "")) { try EntryBundle.encode([]) }
        #expect(throws: TileError(.outOfRange, "")) { try EntryBundle.encode(Array(repeating: [], count: 257)) }
    }

    @Test(
        arguments: [
            (0, 256, "tile/entries/000"), (1_234_067, 3, "tile/entries/x001/x234/067.p/3"),
            (999, 255, "tile/entries/999.p/255"),
        ] as [(UInt64, Int, String)]) func pathsBothWays(index: UInt64, width: Int, path: String) throws
    {
        let bundle = try #require(EntryBundle(index: index, width: width))
        #expect(bundle.path == path)
        #expect(try EntryBundle(parsing: path) == bundle)
    }

    @Test(arguments: ["", "tile/entries/", "tile/entries/0", "tile/0/000", "tile/entries/000.p/256", "entries/000"])
    func otherPathsAreRefused(path: String) {
        #expect(throws: TileError.self) { try EntryBundle(parsing: path) }
    }
}
