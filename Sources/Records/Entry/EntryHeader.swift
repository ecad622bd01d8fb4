package import TransparencyLog

/// What checking a whole log needs of an entry, read where it lies: no copy is made, no text.
package struct EntryHeader: Sendable {
    package let kind: EntryKind
    /// The server's time.
    package let time: Timestamp
    package let commitment: Hash?

    /// Reads an entry by the rules of `Entry(parsing:)`, of which this is the quicker half.
    ///
    /// - Parameters:
    ///   - bytes: The entry.
    ///   - references: The lines that name labels are added to it; of an entry that is refused, none.
    /// - Throws: What `Entry(parsing:)` throws.
    package init(parsing bytes: UnsafeRawBufferPointer, references: inout [Reference]) throws(EntryError) {
        let first = references.count
        do throws(EntryError) {
            self = try Self.read(bytes, &references)
        } catch {
            references.removeSubrange(first...)
            throw error
        }
    }

    private init(_ form: EntryForm) {
        kind = form.kind
        time = form.time
        commitment = form.commitment
    }

    private static func read(
        _ bytes: UnsafeRawBufferPointer, _ references: inout [Reference]
    ) throws(EntryError) -> EntryHeader {
        var form = try EntryForm(parsing: bytes)
        let first = references.count
        if form.kind.isSealed {
            var order = RecordOrder(form.kind)
            while let line = try form.next(&references, from: first) { order.take(line, in: bytes) }
            try order.end()
        } else {
            while try form.next(&references, from: first) != nil {}
            // Of the rare kinds that have lines of their own there is one reader.
            if form.kind.isSpecified { _ = try Entry(parsing: Array(bytes)) }
        }
        return EntryHeader(form)
    }
}
