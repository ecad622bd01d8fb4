package import TransparencyLog

/// The bytes that the log hashes, read: a short clear header and a commitment to the sealed record.
package struct Entry: Sendable, Equatable {
    /// A line that no rule of this version explains.
    package struct Line: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package let kind: EntryKind
    /// The server's time.
    package let time: Timestamp
    package let action: Action?
    package let outcome: Outcome?
    /// Lines that name labels, in order.
    package let references: [Reference]
    package let commitment: Hash?
    /// What a `genesis` entry says.
    package let genesis: Genesis?
    /// What a `gap` entry says.
    package let gap: Gap?
    /// All other lines of an entry whose kind this version does not specify.
    package let otherLines: [Line]
    /// The text as it stands in the log.
    package let bytes: [UInt8]

    /// The largest entry that an entry bundle can hold (its length is 16 bits).
    package static let sizeLimit = 65_535

    /// Whether this version knows what the lines of this kind mean.
    package var isSpecified: Bool { kind.isSpecified }

    /// The distinct labels in the order of their first appearance.
    package var labels: [Label] {
        references.reduce(into: []) { if !$0.contains($1.label) { $0.append($1.label) } }
    }

    package static func == (left: Entry, right: Entry) -> Bool { left.bytes == right.bytes }
}
