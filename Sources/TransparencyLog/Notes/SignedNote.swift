/// A text with signatures (C2SP signed-note): the text, which ends in a line feed; an empty line; signature lines.
///
/// What is signed is the text with its final line feed. The text may hold empty lines: the last one cuts.
public struct SignedNote: Sendable, Equatable {
    /// The longest note that is read, in bytes: room for post-quantum signatures.
    public static let maximumLength = 100_000
    /// The most signature lines that are read; the format asks for at least 16.
    public static let maximumSignatureCount = 100

    /// The signed bytes.
    public let text: [UInt8]
    /// The signatures, in order; nothing is known of them until `verify` is called.
    public private(set) var signatures: [NoteSignature]

    /// A note to be written. `text` must end in a line feed and hold no other control characters.
    ///
    /// - Throws: `NoteError`.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        try Self.checkText(text[...])
        guard !signatures.isEmpty else { throw NoteError(.noSignatures, "a note has at least one signature") }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note. The signatures are not verified.
    ///
    /// - Throws: `NoteError`.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumLength else {
            throw NoteError(.tooLarge, "a note has at most \(Self.maximumLength) bytes, not \(bytes.count)")
        }
        guard let cut = Self.lastEmptyLine(of: bytes) else {
            throw NoteError(.noSignatures, "the note has no empty line before its signatures")
        }
        try Self.checkText(bytes[...])
        text = Array(bytes[..<cut])
        signatures = try Self.signatures(bytes[(cut + 1)...])
    }

    /// The offset of the line feed that is the last empty line.
    private static func lastEmptyLine(of bytes: [UInt8]) -> Int? {
        let feed = UInt8(ascii: "\n")
        return bytes.indices.dropFirst().last { bytes[$0] == feed && bytes[$0 - 1] == feed }
    }

    private static func checkText(_ bytes: ArraySlice<UInt8>) throws(NoteError) {
        guard bytes.last == UInt8(ascii: "\n") else {
            throw NoteError(.invalidText, "the note does not end in a line feed")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }), bytes.utf8Text != nil else {
            throw NoteError(.invalidText, "the note is not UTF-8 text without control characters")
        }
    }

    private static func signatures(_ bytes: ArraySlice<UInt8>) throws(NoteError) -> [NoteSignature] {
        var lines = ByteLines(bytes)
        var signatures: [NoteSignature] = []
        while let line = lines.next() {
            guard signatures.count < maximumSignatureCount else {
                throw NoteError(.tooManySignatures, "a note has at most \(maximumSignatureCount) signatures")
            }
            signatures.append(try NoteSignature(parsing: line))
        }
        guard !signatures.isEmpty else { throw NoteError(.noSignatures, "the note has no signatures") }
        return signatures
    }

    /// The note as it is written.
    public var bytes: [UInt8] {
        signatures.reduce(into: text + [UInt8(ascii: "\n")]) { $0 += $1.line }
    }

    /// Adds a signature line, such as a witness's.
    public mutating func add(_ signature: NoteSignature) { signatures.append(signature) }
}
