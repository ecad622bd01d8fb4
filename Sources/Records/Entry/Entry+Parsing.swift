internal import TransparencyLog

extension Entry {
    /// Reads an entry strictly; of a kind that this version does not specify, only the form is checked.
    package init(parsing bytes: [UInt8]) throws(EntryError) {
        let read = try EntryLines(parsing: bytes)
        var body = EntryBody(read)
        if read.kind == .genesis {
            try body.readGenesis()
        } else if read.kind == .gap {
            try body.readGap()
        } else if read.kind.isSealed {
            try body.readRecord()
        } else {
            body.readOther()
        }
        kind = read.kind
        time = read.time
        action = body.action
        outcome = body.outcome
        references = read.references
        commitment = read.commitment
        genesis = body.genesis
        gap = body.gap
        otherLines = body.otherLines
        self.bytes = bytes
    }
}

/// Reads the lines of one kind in their order.
struct EntryBody {
    var action: Action?
    var outcome: Outcome?
    var genesis: Genesis?
    var gap: Gap?
    var otherLines: [Entry.Line] = []
    private let read: EntryLines
    private var place = 0

    init(_ read: EntryLines) { self.read = read }

    /// The number of the next line, counted from 1.
    var number: Int { place + 3 }

    /// The value of the next line when it has that name.
    mutating func take(_ name: String) -> ArraySlice<UInt8>? {
        guard place < read.lines.count, read.lines[place].name == name else { return nil }
        place += 1
        return read.lines[place - 1].value
    }

    mutating func need(_ name: String) throws(EntryError) -> ArraySlice<UInt8> {
        guard let value = take(name) else { throw EntryError(.body, line: number, "'\(name)' was expected") }
        return value
    }

    func end() throws(EntryError) {
        guard place == read.lines.count else {
            throw EntryError(.body, line: number, "'\(read.lines[place].name)' was not expected here")
        }
    }

    /// `action`, `subject`, perhaps `actor`, perhaps `behalf`, at most 100 times `resource`, `sealed`.
    mutating func readRecord() throws(EntryError) {
        try readAction(try need("action"))
        _ = try need("subject")
        _ = take("actor")
        _ = take("behalf")
        for _ in 0..<RecordLimits.resources where take("resource") == nil { break }
        _ = try need("sealed")
        try end()
    }

    private mutating func readAction(_ value: ArraySlice<UInt8>) throws(EntryError) {
        let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let action = Action(form: String(decoding: parts[0], as: UTF8.self)),
            let outcome = Outcome(rawValue: String(decoding: parts[1], as: UTF8.self))
        else { throw EntryError(.body, line: number - 1, "'action' has the name of an action and an outcome") }
        self.action = action
        self.outcome = outcome
    }

    mutating func readGenesis() throws(EntryError) {
        let origin = text(try need("origin"))
        guard !origin.contains(" ") else { throw EntryError(.body, line: number - 1, "an origin has no spaces") }
        let key = text(try need("key"))
        try needText("formats", Genesis.formats)
        guard let indexKey = Base64.decode(try need("index-key")).flatMap({ Hash($0) }) else {
            throw EntryError(.body, line: number - 1, "'index-key' is 32 bytes in base64")
        }
        try needText("map", Genesis.map)
        try needText("retention", Genesis.retention)
        genesis = Genesis(origin: origin, key: key, indexKey: indexKey, predecessor: try predecessor())
        try end()
    }

    private mutating func needText(_ name: String, _ expected: String) throws(EntryError) {
        guard try need(name).elementsEqual(expected.utf8) else {
            throw EntryError(.body, line: number - 1, "'\(name)' is '\(expected)' in this version")
        }
    }

    private mutating func predecessor() throws(EntryError) -> Genesis.Predecessor? {
        guard let value = take("predecessor") else { return nil }
        let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let size = Decimal.parse(parts[1]),
            let root = Base64.decode(parts[2]).flatMap({ Hash($0) })
        else { throw EntryError(.body, line: number - 1, "'predecessor' has an origin, a size and a root") }
        return Genesis.Predecessor(origin: text(parts[0]), size: size, root: root)
    }

    mutating func readOther() {
        for line in read.lines where Reference.Role(rawValue: line.name) == nil && line.name != "sealed" {
            if line.name == "action" { try? readAction(line.value) }
            otherLines.append(Entry.Line(name: line.name, value: text(line.value)))
        }
    }

    func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
