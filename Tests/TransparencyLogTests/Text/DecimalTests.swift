import Testing
import TransparencyLog

@Suite struct DecimalTests {
    @Test(arguments: [0, 1, 9, 10, 99, 100, 12_345, UInt64.max / 10, .max - 1, .max])
    func readsWhatItWrites(value: UInt64) {
        var text: [UInt8] = [UInt8(ascii: "x")]
        Decimal.append(value, to: &text)
        #expect(text.dropFirst().isText(String(value)))
        #expect(Decimal.parse(text.dropFirst()) == value)
    }

    @Test(arguments: [
        "", "+5", "-0", "-1", "007", "00", " 1", "1 ", "1\n", "1_000", "0x1", "18446744073709551616",
        "99999999999999999999", "100000000000000000000", "١", "1e3", "1.0", "/", ":",
    ]) func refusesEverythingElse(text: String) {
        #expect(Decimal.parse(text.utf8) == nil)
    }
}
