import Records
import SCIM

/// The moment of a question about the past: an index of the log, or a time.
enum Instant: Equatable {
    /// After the entry with this index.
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

    /// Whether an entry stood already.
    func includes(_ index: UInt64, _ time: Int64) -> Bool {
        switch self {
        case .index(let last): index <= last
        case .time(let last): time <= last
        }
    }
}
