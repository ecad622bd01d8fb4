/// Bounds for reading JSON from strangers; every one is checked before memory is spent.
package struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    package var bytes: Int
    /// Arrays and objects within one another.
    package var depth: Int
    /// Values of all kinds in the whole text.
    package var values: Int

    package init(bytes: Int = 16 << 20, depth: Int = 32, values: Int = 1_000_000) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }
}
