internal import TransparencyLog

extension Entry {
    /// An entry that says what may be missing.
    ///
    /// - Throws: `EntryError` when the source is empty, too long or not one line, or the times are in the wrong order.
    package init(gap: Gap, time: Timestamp) throws(EntryError) {
        var text = "muster-entry@v1 gap\ntime \(time.milliseconds)\nsource \(gap.source)\n"
        text += "from \(gap.from.milliseconds)\nto \(gap.to.milliseconds)\n"
        if let lost = gap.entries {
            text += "entries \(lost.origin) \(lost.first) \(lost.end.map { "\($0)" } ?? "-")\n"
        }
        try self.init(parsing: Array(text.utf8))
        guard self.gap == gap else { throw EntryError(.body, line: 3, "a source or origin is not one line") }
    }
}

extension EntryBody {
    /// `source`, `from`, `to`, perhaps `entries`.
    mutating func readGap() throws(EntryError) {
        let source = text(try need("source"))
        guard source.utf8.count <= Gap.sourceLimit else {
            throw EntryError(.body, line: number - 1, "a source has at most \(Gap.sourceLimit) bytes")
        }
        let from = try readTime("from")
        let to = try readTime("to")
        guard from <= to else { throw EntryError(.body, line: number - 1, "'to' comes before 'from'") }
        gap = Gap(source: source, from: from, to: to, entries: try readLostEntries())
        try end()
    }

    private mutating func readTime(_ name: String) throws(EntryError) -> Timestamp {
        guard let milliseconds = Decimal.parse(try need(name)),
            milliseconds <= UInt64(Timestamp.range.upperBound)
        else { throw EntryError(.body, line: number - 1, "'\(name)' is milliseconds since 1970, until 9999") }
        return Timestamp(milliseconds: Int64(milliseconds))
    }

    private mutating func readLostEntries() throws(EntryError) -> Gap.LostEntries? {
        guard let value = take("entries") else { return nil }
        let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let first = Decimal.parse(parts[1]) else {
            throw EntryError(.body, line: number - 1, "'entries' has an origin, the first index and the end")
        }
        let end = Decimal.parse(parts[2])
        guard end.map({ $0 > first }) ?? parts[2].elementsEqual("-".utf8) else {
            throw EntryError(.body, line: number - 1, "the end is an index behind the first, or '-'")
        }
        return Gap.LostEntries(origin: text(parts[0]), first: first, end: end)
    }
}
