import Records
import Testing

@Suite struct SealedBundleTests {
    @Test func recordsComeBack() throws {
        for width in [1, 2, 17, 255, 256] {
            let records = (0..<width).map { [UInt8](repeating: UInt8($0 & 255), count: $0 % 5 == 0 ? 0 : $0 * 3) }
            let bytes = SealedBundle.encode(records)
            #expect(try SealedBundle.decode(bytes, width: width).map { Array(bytes[$0]) } == records)
            for smaller in [1, width / 2, width - 1, width] where (1...width).contains(smaller) {
                #expect(
                    try SealedBundle.cut(bytes, from: width, to: smaller) == SealedBundle.encode(records[..<smaller]))
            }
        }
    }

    @Test func otherBytesAreRefused() throws {
        let bytes = SealedBundle.encode([[1, 2, 3], [], [4]])
        for length in 0..<bytes.count {
            #expect(throws: SealedBundle.Malformed.self) { try SealedBundle.decode(Array(bytes[..<length]), width: 3) }
        }
        #expect(throws: SealedBundle.Malformed.self) { try SealedBundle.decode(bytes + [0], width: 3) }
        for width in [-1, 0, 2, 4, 257, .max / 8] {
            #expect(throws: SealedBundle.Malformed.self) { try SealedBundle.decode(bytes, width: width) }
        }
        for place in 0..<12 {
            for value in UInt8.min...255 {
                var changed = bytes
                changed[place] = value
                guard let ranges = try? SealedBundle.decode(changed, width: 3) else { continue }
                #expect(ranges.map(\.count).reduce(0, +) == 4)
            }
        }
    }

    @Test(arguments: [
        (UInt64(0), 256, "sealed/000"), (0, 17, "sealed/000.p/17"), (1_234_567, 256, "sealed/x001/x234/567"),
    ]) func paths(_ index: UInt64, _ width: Int, _ path: String) {
        #expect(SealedBundle.path(index: index, width: width) == path)
    }
}
