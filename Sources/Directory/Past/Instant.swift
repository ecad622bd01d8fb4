import Recorder
import Records
import SCIM

/// The moment of a question about the past: an index of the log, or a time.
///
/// A transaction is seen whole or not at all: what its records come to was visible at once. Its entries have one time, so
/// a time is never within one; an index within one stands for its last entry (`Instant.settled`).
enum Instant: Equatable {
    /// After the entry with this index, and after the others of its transaction.
    case index(UInt64)
    /// After every entry of this time, in milliseconds since 1970, and before.
    case time(Int64)

    /// Reads the parameter `at`, which must lie within the log.
    ///
    /// - Parameters:
    ///   - text: an index in decimal digits, or a date and time of RFC 3339.
    ///   - size: entries of the log.
    ///   - now: milliseconds since 1970.
    /// - Throws: `invalidValue`.
    init(_ text: String, size: UInt64, now: Int64) throws(SCIMError) {
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            guard let index = UInt64(text), index < size else {
                throw SCIMError.invalidValue(
                    "at", "is an index beyond the end of the log, whose last entry has the index \(size - 1)")
            }
            self = .index(index)
            return
        }
        // In a query a plus that was not escaped has become a space.
        guard let time = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.replacing(" ", with: "+")) else {
            throw SCIMError.invalidValue(
                "at", "must be an index of the log or a date and time with a zone, such as 2026-06-30T12:00:00Z")
        }
        guard time.milliseconds <= now else { throw SCIMError.invalidValue("at", "is a time in the future") }
        self = .time(time.milliseconds)
    }

    /// The instant with an index within a transaction moved to the transaction's end.
    ///
    /// - Parameters:
    ///   - log: where the entries are.
    ///   - size: entries that are visible; a transaction is so wholly.
    ///   - budget: is spent by every entry that is looked at.
    /// - Returns: the same instant, or a later index.
    /// - Throws: what reading the log throws, and the budget.
    func settled(in log: any DirectoryLog, size: UInt64, _ budget: Past.Budget) throws -> Instant {
        guard case .index(var last) = self, var current = try log.committed(from: last, limit: 1).first else {
            return self
        }
        // Most transactions are short, and the longest have some ten thousand records.
        var limit = 8
        while last + 1 < size, current.record?.transaction != nil {
            let following = try log.committed(from: last + 1, limit: limit)
            for entry in following where entry.index < size {
                guard DirectoryStore.areOne(current, entry) else { return .index(last) }
                try budget.spend()
                (current, last) = (entry, entry.index)
            }
            guard following.count == limit else { break }
            limit = min(limit * 4, 1_000)
        }
        return .index(last)
    }

    /// Whether an entry stood already.
    func includes(_ index: UInt64, _ time: Int64) -> Bool {
        switch self {
        case .index(let last): index <= last
        case .time(let last): time <= last
        }
    }
}
