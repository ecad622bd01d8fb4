package import TransparencyLog

/// A keyed hash that stands for a subject, actor or resource in the clear header of an entry.
package struct Label: Hashable, Sendable {
    package let hash: Hash

    package init(hash: Hash) { self.hash = hash }

    /// The label under which the map function files what is malformed; no identity has it.
    package static let zero = Label(hash: .zero)
}

extension Label: CustomStringConvertible {
    package var description: String { hash.base64 }
}

extension Label: Comparable {
    /// The order of the 32 bytes.
    package static func < (left: Label, right: Label) -> Bool {
        left.hash.withUnsafeBytes { a in
            right.hash.withUnsafeBytes { b in a.lexicographicallyPrecedes(b) }
        }
    }
}
