/// A SHA-256 value: a leaf hash, a node of the tree, or a root. Thirty-two bytes, stored inline.
///
/// Equality and hashing look at all bytes; nothing here is secret, so comparison is not constant time.
public struct Hash: Hashable, Sendable {
    // Four words in memory order: the bytes of the value are the bytes of the struct.
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0

    /// The length of every hash, in bytes.
    public static let byteCount = 32

    /// Thirty-two zero bytes.
    public static let zero = Hash()

    private init() {}

    /// A hash from exactly 32 bytes; nil for any other number.
    @inlinable
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Hash.byteCount else { return nil }
        let hash =
            bytes.withContiguousStorageIfAvailable { Hash(UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { Hash($0) }
        guard let hash else { return nil }
        self = hash
    }

    /// A hash from exactly 32 bytes of memory; nil for any other number.
    public init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Hash.byteCount else { return nil }
        self.init(filling: { $0.copyMemory(from: bytes) })
    }

    /// A hash from canonical base64 text (44 characters, zero trailing bits); nil for anything else.
    public init?(base64 text: some StringProtocol) {
        guard text.utf8.count == 44, let bytes = Base64.decode(text.utf8) else { return nil }
        self.init(bytes)
    }

    init(filling fill: (UnsafeMutableRawBufferPointer) -> Void) {
        withUnsafeMutableBytes(of: &self, fill)
    }

    /// Calls `body` with the 32 bytes, without a copy to the heap.
    @inlinable
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try Swift.withUnsafeBytes(of: self, body)
    }

    /// The 32 bytes as an array.
    public var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

    /// The standard base64 form, 44 characters with padding.
    public var base64: String { withUnsafeBytes { Base64.string($0) } }

    /// Appends the 32 bytes.
    public func append(to output: inout [UInt8]) {
        withUnsafeBytes { output.append(contentsOf: $0) }
    }
}

extension Hash: CustomStringConvertible {
    /// The standard base64 form, as in checkpoints and proofs.
    public var description: String { base64 }
}
