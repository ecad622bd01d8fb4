internal import Crypto
internal import Records
internal import TransparencyLog

/// The key of one owner of sealed fields, in one generation.
struct SubjectKey: Sendable {
    /// From 1; the next one is given to somebody who was erased and is enrolled again.
    let generation: UInt32
    let key: SymmetricKey

    /// Bytes of a slot's value: generation 4, nonce 12, wrapped key 32, tag 16.
    static let wrappedSize = 64

    /// The key under the master key: AES-256-GCM with title, label and generation as associated data.
    func wrapped(for label: Label, under master: SymmetricKey, nonce: [UInt8]) throws -> [UInt8] {
        let key = self.key.withUnsafeBytes { [UInt8]($0) }
        let box = try AES.GCM.seal(
            key, using: master, nonce: AES.GCM.Nonce(data: nonce), authenticating: Self.context(label, generation))
        var value: [UInt8] = []
        value.append(bigEndian: generation)
        value.append(contentsOf: nonce)
        value.append(contentsOf: box.ciphertext)
        value.append(contentsOf: box.tag)
        return value
    }

    /// Nil when the master key or the label is not the one it was wrapped with.
    init?(unwrapping value: [UInt8], for label: Label, under master: SymmetricKey) {
        guard value.count == Self.wrappedSize else { return nil }
        generation = Self.generation(of: value)
        guard let box = try? AES.GCM.SealedBox(combined: value[4...]),
            let key = try? AES.GCM.open(box, using: master, authenticating: Self.context(label, generation))
        else { return nil }
        self.key = SymmetricKey(data: key)
    }

    init(generation: UInt32, key: SymmetricKey) {
        self.generation = generation
        self.key = key
    }

    static func generation(of value: [UInt8]) -> UInt32 { value.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }

    /// Whether the value says only that a generation was erased: zeros in the key's place.
    static func isErased(_ value: [UInt8]) -> Bool { value.dropFirst(4).allSatisfy { $0 == 0 } }

    private static func context(_ label: Label, _ generation: UInt32) -> [UInt8] {
        var context = Array("muster-subject-key@v1\n".utf8)
        label.hash.append(to: &context)
        context.append(bigEndian: generation)
        return context
    }
}
