package import Records

/// Whoever holds the keys of a log: opens sealed records and compares them with their entries.
///
/// Verification calls it from several tasks at once, for every entry that has a sealed record, after everything that
/// can be checked without keys has been found good.
package protocol RecordOpener: Sendable {
    /// Compares what the genesis entry says with the keys at hand.
    ///
    /// - Parameter genesis: What entry 0 says.
    /// - Returns: Nil, or what is wrong.
    func check(genesis: Genesis) -> String?

    /// Opens a record, and compares names, labels and action with the entry.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - sealed: The sealed record, whose commitment has been checked.
    ///   - index: The index of the entry.
    /// - Returns: What came of it.
    func open(entry: Entry, sealed: [UInt8], index: UInt64) -> Opening
}

extension RecordOpener {
    package func check(genesis: Genesis) -> String? { nil }
}

/// What came of opening a record.
package enum Opening: Sendable, Equatable {
    /// Opened whole; it is the record that the entry commits to.
    case opened
    /// That many parts could not be opened, for their keys are erased or missing; the rest is good.
    case unreadable(Int)
    /// It is not the record that the entry stands for, for this reason.
    case fault(String)
}
