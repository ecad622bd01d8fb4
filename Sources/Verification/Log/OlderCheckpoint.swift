/// A checkpoint that someone kept: the log must begin with the entries that it covers.
package struct OlderCheckpoint: Sendable {
    /// The name of the file that it came from, for messages.
    package let name: String
    /// The signed note.
    package let bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}
