/// The size and root of a log's tree, as the log signs them (C2SP tlog-checkpoint).
public struct Checkpoint: Sendable, Equatable {
    /// The name of the log: its URL prefix without a scheme. Compare origins as bytes.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    /// The root of the tree.
    public let root: Hash
    /// Further lines, without line feeds. Muster writes none.
    public let extensions: [String]

    /// A checkpoint to be signed.
    ///
    /// - Throws: `CheckpointError` when the origin is empty or cannot stand on one line, or an empty tree has another
    ///   root than the empty one.
    public init(origin: String, size: UInt64, root: Hash) throws(CheckpointError) {
        guard !origin.isEmpty, origin.utf8.allSatisfy({ $0 >= 0x20 }) else {
            throw CheckpointError(.origin, "an origin is one line, not empty, without control characters")
        }
        try self.init(origin, size, root, [])
    }

    private init(_ origin: String, _ size: UInt64, _ root: Hash, _ extensions: [String]) throws(CheckpointError) {
        guard size > 0 || root == MerkleTree.emptyRoot else {
            throw CheckpointError(.root, "an empty tree cannot have root \(root)")
        }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads a checkpoint's text: the signed part of the note, with its final line feed.
    ///
    /// - Throws: `CheckpointError`.
    public init(parsing text: [UInt8]) throws(CheckpointError) {
        var lines = ByteLines(text)
        guard let originLine = lines.next(), let sizeLine = lines.next(), let rootLine = lines.next() else {
            throw CheckpointError(.malformed, "a checkpoint has at least three lines: origin, size, root")
        }
        guard !originLine.isEmpty, originLine.allSatisfy({ $0 >= 0x20 }), let origin = originLine.utf8Text else {
            throw CheckpointError(.origin, "the checkpoint's first line is not an origin")
        }
        guard let size = Decimal.parse(sizeLine) else {
            throw CheckpointError(.size, "the checkpoint's second line is not a decimal size")
        }
        guard let root = Base64.decode(rootLine).flatMap({ Hash($0) }) else {
            throw CheckpointError(.root, "the checkpoint's third line is not the base64 of 32 bytes")
        }
        try self.init(origin, size, root, try Self.extensions(&lines))
    }

    private static func extensions(_ lines: inout ByteLines) throws(CheckpointError) -> [String] {
        var extensions: [String] = []
        while let line = lines.next() {
            guard !line.isEmpty, line.allSatisfy({ $0 >= 0x20 }), let text = line.utf8Text else {
                throw CheckpointError(
                    .extensions, "an extension line of the checkpoint is empty or has control characters")
            }
            extensions.append(text)
        }
        guard lines.isAtEnd else { throw CheckpointError(.malformed, "the checkpoint does not end in a line feed") }
        return extensions
    }

    /// The text that is signed.
    public var text: [UInt8] {
        var text = Array(origin.utf8) + [UInt8(ascii: "\n")]
        Decimal.append(size, to: &text)
        text.append(UInt8(ascii: "\n"))
        text += Array(root.base64.utf8) + [UInt8(ascii: "\n")]
        for line in extensions { text += Array(line.utf8) + [UInt8(ascii: "\n")] }
        return text
    }

    /// The signed note.
    public func signed(by key: SigningKey) -> [UInt8] {
        let text = self.text
        return text + [UInt8(ascii: "\n")] + key.sign(text: text).line
    }

    /// Checkpoints are equal when their texts are, byte for byte.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool { left.text == right.text }
}

extension Checkpoint {
    /// Reads a signed note as a checkpoint and checks that the log signed it.
    ///
    /// - Parameters:
    ///   - note: The bytes of the note.
    ///   - key: The log's key. Its signature must be there and be good; all others are ignored.
    ///   - origin: The origin that the checkpoint must carry; nil for the key's name, which it should be.
    /// - Returns: The checkpoint, which the log signed.
    /// - Throws: `CheckpointError`.
    public static func open(
        _ note: [UInt8], key: VerifierKey, origin: String? = nil
    ) throws(CheckpointError) -> Checkpoint {
        let signedNote = try parseNote(note)
        let checkpoint = try Checkpoint(parsing: signedNote.text)
        guard checkpoint.origin.utf8.elementsEqual((origin ?? key.name).utf8) else {
            throw CheckpointError(
                .origin, "the checkpoint is of log \(checkpoint.origin), not of \(origin ?? key.name)")
        }
        guard case .rejected(let reason) = signedNote.verify([key]) else { return checkpoint }
        throw CheckpointError(.signature, reason)
    }

    /// Reads a signed note as a checkpoint without checking any signature: good for a first look only.
    ///
    /// - Throws: `CheckpointError`.
    public static func unverified(_ note: [UInt8]) throws(CheckpointError) -> Checkpoint {
        try Checkpoint(parsing: try parseNote(note).text)
    }

    private static func parseNote(_ note: [UInt8]) throws(CheckpointError) -> SignedNote {
        do {
            return try SignedNote(parsing: note)
        } catch {
            throw CheckpointError(.note, error.description)
        }
    }
}
