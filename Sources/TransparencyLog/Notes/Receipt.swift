/// An offline proof that an entry is in a log: an inclusion proof and a signed checkpoint (C2SP tlog-proof).
public struct Receipt: Sendable, Equatable {
    /// The longest receipt that is read, in bytes.
    public static let maximumLength = 200_000
    /// The usual extension of a receipt's file name.
    public static let fileExtension = "tlog-proof"

    /// Bytes that travel with the receipt but are not authenticated by it.
    public var extra: [UInt8]?
    /// The entry's index.
    public var index: UInt64
    /// The audit path, the leaf's sibling first.
    public var hashes: [Hash]
    /// The signed checkpoint, verbatim, with all signatures.
    public var checkpoint: [UInt8]

    private static let header = "c2sp.org/tlog-proof@v1"

    /// A receipt from its parts.
    public init(extra: [UInt8]? = nil, index: UInt64, hashes: [Hash], checkpoint: [UInt8]) {
        self.extra = extra
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    /// Reads a receipt. Nothing is verified but its form.
    ///
    /// - Throws: `ReceiptError`.
    public init(parsing bytes: [UInt8]) throws(ReceiptError) {
        guard bytes.count <= Self.maximumLength else {
            throw ReceiptError(.tooLarge, "a receipt has at most \(Self.maximumLength) bytes")
        }
        var lines = ByteLines(bytes)
        guard lines.next()?.isText(Self.header) == true else {
            throw ReceiptError(.header, "a receipt begins with the line \(Self.header)")
        }
        var line = lines.next()
        if let text = line.flatMap({ Self.value(of: $0, after: "extra ") }) {
            guard let extra = Base64.decode(text) else {
                throw ReceiptError(.extra, "the line 'extra' has no canonical base64")
            }
            self.extra = extra
            line = lines.next()
        }
        guard let index = line.flatMap({ Self.value(of: $0, after: "index ") }).flatMap({ Decimal.parse($0) }) else {
            throw ReceiptError(.index, "the line 'index <number>' is missing or malformed")
        }
        self.index = index
        hashes = try Self.hashes(&lines)
        checkpoint = Array(lines.rest)
        guard (try? SignedNote(parsing: checkpoint)) != nil else {
            throw ReceiptError(.checkpoint, "the receipt does not end in a signed checkpoint")
        }
    }

    private static func value(of line: ArraySlice<UInt8>, after name: String) -> ArraySlice<UInt8>? {
        line.starts(with: name.utf8) ? line.dropFirst(name.utf8.count) : nil
    }

    private static func hashes(_ lines: inout ByteLines) throws(ReceiptError) -> [Hash] {
        var hashes: [Hash] = []
        while let line = lines.next() {
            if line.isEmpty { return hashes }
            guard hashes.count < 64, let hash = Base64.decode(line).flatMap({ Hash($0) }) else {
                throw ReceiptError(.hashes, "the proof has a line that is not the base64 of 32 bytes, or over 64")
            }
            hashes.append(hash)
        }
        throw ReceiptError(.hashes, "no empty line ends the proof's hashes")
    }

    /// The receipt as it is written.
    public var bytes: [UInt8] {
        var bytes = Array((Self.header + "\n").utf8)
        if let extra { bytes += Array("extra \(Base64.string(extra))\n".utf8) }
        bytes += Array("index ".utf8)
        Decimal.append(index, to: &bytes)
        for hash in hashes { bytes += Array("\n\(hash.base64)".utf8) }
        return bytes + Array("\n\n".utf8) + checkpoint
    }
}
