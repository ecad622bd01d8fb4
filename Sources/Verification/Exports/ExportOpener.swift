package import Records

/// Whoever holds the keys of a log: says whether a row is what the record says.
package protocol ExportOpener: Sendable {
    /// Compares a row whose leaf hash has been found good with its entry and the sealed record beside that, which is empty
    /// for none.
    func compare(_ row: ExportedRow, entry: Entry, sealed: [UInt8]) -> ExportComparison
}

/// What came of comparing a row with its record.
package enum ExportComparison: Sendable, Equatable {
    case same
    /// It says something else, in that member or column.
    case different(String)
    /// Parts of the record cannot be opened any more, so nothing can be said of them.
    case unreadable
    /// The record itself is at fault.
    case fault(String)
}
