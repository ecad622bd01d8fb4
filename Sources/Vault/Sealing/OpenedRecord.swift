package import Records

/// A record out of its sealed form, as far as there are keys.
package struct OpenedRecord: Sendable, Equatable {
    /// Parties that cannot be read are `Party.unreadable`, changes `[unreadable]`, other fields absent.
    package let record: Record
    /// Owners whose part could not be read because their key is erased or missing.
    package let unreadable: [Label]

    package init(record: Record, unreadable: [Label]) {
        self.record = record
        self.unreadable = unreadable
    }
}
