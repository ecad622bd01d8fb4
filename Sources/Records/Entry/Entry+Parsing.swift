internal import TransparencyLog

extension Entry {
    /// Reads an entry strictly; of a kind that this version does not specify, only the form is checked.
    package init(parsing bytes: [UInt8]) throws(EntryError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(EntryError) in
            try Entry(bytes, UnsafeRawBufferPointer(buffer))
        }
    }

    private init(_ bytes: [UInt8], _ buffer: UnsafeRawBufferPointer) throws(EntryError) {
        var references: [Reference] = []
        var lines: [EntryForm.Line] = []
        var form = try EntryForm(parsing: buffer)
        while let line = try form.next(&references, from: 0) { lines.append(line) }
        var body = EntryBody(bytes: buffer, lines: lines)
        if form.kind == .genesis {
            try body.readGenesis()
        } else if form.kind == .gap {
            try body.readGap()
        } else if form.kind.isSealed {
            try body.readRecord(form.kind)
        } else {
            body.readOther()
        }
        kind = form.kind
        time = form.time
        action = body.action
        outcome = body.outcome
        self.references = references
        commitment = form.commitment
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
    private let bytes: UnsafeRawBufferPointer
    private let lines: [EntryForm.Line]
    private var place = 0

    init(bytes: UnsafeRawBufferPointer, lines: [EntryForm.Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    /// The number of the next line, counted from 1.
    var number: Int { place + 3 }

    mutating func readRecord(_ kind: EntryKind) throws(EntryError) {
        var order = RecordOrder(kind)
        for line in lines { order.take(line, in: bytes) }
        try order.end()
        if let line = lines.first { readAction(bytes.part(line.value)) }
    }

    private mutating func readAction(_ value: UnsafeRawBufferPointer) {
        guard let (nameEnd, outcome) = RecordOrder.action(value) else { return }
        action = Action(form: text(value[..<nameEnd]))
        self.outcome = outcome
    }

    mutating func readOther() {
        for line in lines {
            switch line.meaning {
            case .reference, .sealed: continue
            case .action: readAction(bytes.part(line.value))
            case .other: break
            }
            otherLines.append(Entry.Line(name: text(bytes[line.name]), value: text(bytes[line.value])))
        }
    }

    mutating func readGenesis() throws(EntryError) {
        let origin = text(try need("origin"))
        guard !origin.contains(" ") else { throw EntryError(.body, line: number - 1, "an origin has no spaces") }
        let key = text(try need("key"))
        try needText("formats", Genesis.formats)
        guard let indexKey = Hash(base64: try need("index-key")) else {
            throw EntryError(.body, line: number - 1, "'index-key' is 32 bytes in base64")
        }
        try needText("map", Genesis.map)
        try needText("retention", Genesis.retention)
        genesis = Genesis(origin: origin, key: key, indexKey: indexKey, predecessor: try predecessor())
        try end()
    }

    private mutating func needText(_ name: String, _ expected: String) throws(EntryError) {
        guard try need(name).isText(expected) else {
            throw EntryError(.body, line: number - 1, "'\(name)' is '\(expected)' in this version")
        }
    }

    private mutating func predecessor() throws(EntryError) -> Genesis.Predecessor? {
        guard let value = take("predecessor") else { return nil }
        let parts = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, let size = Decimal.parse(parts[1]),
            let root = Hash(base64: UnsafeRawBufferPointer(rebasing: parts[2]))
        else { throw EntryError(.body, line: number - 1, "'predecessor' has an origin, a size and a root") }
        return Genesis.Predecessor(origin: text(parts[0]), size: size, root: root)
    }
}

extension EntryBody {
    /// The value of the next line when it has that name.
    mutating func take(_ name: String) -> UnsafeRawBufferPointer? {
        guard place < lines.count, bytes.part(lines[place].name).isText(name) else { return nil }
        place += 1
        return bytes.part(lines[place - 1].value)
    }

    mutating func need(_ name: String) throws(EntryError) -> UnsafeRawBufferPointer {
        guard let value = take(name) else { throw EntryError(.body, line: number, "'\(name)' was expected") }
        return value
    }

    func end() throws(EntryError) {
        guard place == lines.count else {
            throw EntryError(.body, line: number, "'\(text(bytes[lines[place].name]))' was not expected here")
        }
    }

    func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
