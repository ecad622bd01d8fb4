/// One signature line of a note: `— <name> <base64(key id || signature)>`.
public struct NoteSignature: Sendable, Equatable {
    /// The name of the key.
    public let name: String
    /// The first four bytes of the payload, big-endian.
    public let keyID: UInt32
    /// The bytes after the key id: for Ed25519, 64 of signature; for a cosignature, 8 of time before them.
    public let signature: [UInt8]

    static let marker = Array("— ".utf8)

    init(name: String, keyID: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.signature = signature
    }

    /// Reads one line, without its line feed.
    init(parsing line: ArraySlice<UInt8>) throws(NoteError) {
        let malformed = NoteError(.malformedSignature, "a signature line has the form '— <name> <base64>'")
        guard line.starts(with: Self.marker) else { throw malformed }
        let rest = line.dropFirst(Self.marker.count)
        guard let space = rest.firstIndex(of: UInt8(ascii: " ")) else { throw malformed }
        guard let name = rest[..<space].utf8Text, KeyName.isValid(name) else { throw malformed }
        guard let payload = Base64.decode(rest[(space + 1)...]), payload.count > 4 else { throw malformed }
        self.name = name
        keyID = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(payload.dropFirst(4))
    }

    /// Name and key id of whoever is said to have signed, as a verifier key begins.
    package var signer: String { "\(name)+\(KeyText.hexadecimal(keyID))" }

    /// The line with its line feed.
    public var line: [UInt8] {
        var line = Self.marker + Array(name.utf8)
        line.append(UInt8(ascii: " "))
        let payload = withUnsafeBytes(of: keyID.bigEndian) { Array($0) } + signature
        payload.withUnsafeBytes { Base64.encode($0, to: &line) }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// Signatures are equal when all their bytes are.
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.keyID == right.keyID && left.signature == right.signature
            && left.name.utf8.elementsEqual(right.name.utf8)
    }
}
