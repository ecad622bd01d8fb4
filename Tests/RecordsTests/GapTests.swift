import Records
import Testing
import TransparencyLog

@Suite struct GapTests {
    private static let times = (from: Timestamp(milliseconds: 5), to: Timestamp(milliseconds: 9))
    private static let gaps = [
        Gap(source: "okta", from: times.from, to: times.to),
        Gap(source: "a source with spaces, é", from: times.from, to: times.from),
        Gap(
            source: Gap.muster, from: times.from, to: times.to,
            entries: .init(origin: "log.example/a", first: 0, end: 1)),
        Gap(
            source: Gap.muster, from: times.from, to: times.to,
            entries: .init(origin: "log.example/a", first: .max, end: nil)),
    ]

    @Test(arguments: gaps) func whatIsWrittenIsRead(_ gap: Gap) throws {
        let entry = try Entry(gap: gap, time: Timestamp(milliseconds: 11))
        #expect(entry.kind == .gap && entry.isSpecified && entry.gap == gap && entry.time.milliseconds == 11)
        #expect(try Entry(parsing: entry.bytes).gap == gap)
        #expect(entry.labels.isEmpty && entry.commitment == nil && entry.genesis == nil)
        #expect(MapFunction.labels(of: entry.bytes) == [])
    }

    @Test func itsTextIsThatOfTheFormat() throws {
        let entry = try Entry(gap: Self.gaps[2], time: Timestamp(milliseconds: 11))
        let text = "muster-entry@v1 gap\ntime 11\nsource muster\nfrom 5\nto 9\nentries log.example/a 0 1\n"
        #expect(entry.bytes == Array(text.utf8))
    }

    @Test(arguments: [
        "", "source okta\n", "from 5\nto 9\n", "source okta\nto 9\nfrom 5\n", "source okta\nfrom 9\nto 5\n",
        "source okta\nfrom 5\n", "source okta\nfrom x\nto 9\n", "source okta\nfrom 5\nto 253402300800000\n",
        "source okta\nfrom 05\nto 9\n", "source okta\nfrom 5\nto 9\nnote x\n", "source okta\nsource b\nfrom 5\nto 9\n",
        "source okta\nfrom 5\nto 9\nentries a 1\n", "source okta\nfrom 5\nto 9\nentries a 1 1\n",
        "source okta\nfrom 5\nto 9\nentries a 2 1\n", "source okta\nfrom 5\nto 9\nentries  1 2\n",
        "source okta\nfrom 5\nto 9\nentries a 1 x\n", "source okta\nfrom 5\nto 9\nentries a 1 -\nentries a 1 -\n",
        "source \(String(repeating: "s", count: 1025))\nfrom 5\nto 9\n",
    ]) func wrongBodiesAreRefused(_ lines: String) {
        let bytes = Array("muster-entry@v1 gap\ntime 11\n\(lines)".utf8)
        let error = #expect(throws: EntryError.self) { try Entry(parsing: bytes) }
        #expect(error?.code == .body, "\(lines)")
        #expect(MapFunction.labels(of: bytes) == [])
    }

    @Test(arguments: ["", "a\nb", "a\u{7F}", String(repeating: "s", count: 1025)])
    func sourcesThatAreNotOneLineAreNotWritten(_ source: String) {
        let gap = Gap(source: source, from: Self.times.from, to: Self.times.to)
        #expect(throws: EntryError.self) { try Entry(gap: gap, time: Self.times.to) }
        let lost = Gap.LostEntries(origin: source.isEmpty ? "a b" : source, first: 1, end: nil)
        let other = Gap(source: "okta", from: Self.times.from, to: Self.times.to, entries: lost)
        if source.utf8.count < 1025 { #expect(throws: EntryError.self) { try Entry(gap: other, time: Self.times.to) } }
    }
}
