package import TransparencyLog

/// Keyed hashes that stand in the clear part of a sealed record: the same key with the same content was seen before.
package struct Idempotency: Hashable, Sendable {
    /// Of the source and the idempotency key.
    package let key: Hash
    /// Of the content that came with it.
    package let content: Hash

    package init(key: Hash, content: Hash) {
        self.key = key
        self.content = content
    }
}
