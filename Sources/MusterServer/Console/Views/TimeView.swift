import Records

/// A moment as pages show it: in UTC, to the second, with the exact one for programs.
struct TimeView {
    /// RFC 3339, for the element's `datetime`.
    let exact: String
    /// `2026-06-30 12:00:00`.
    let text: String
    let day: String
    let clock: String

    init(_ rfc3339: String?) {
        exact = rfc3339 ?? ""
        let bytes = Array(exact.utf8)
        guard bytes.count >= 19 else { (text, day, clock) = (exact, exact, ""); return }
        day = String(decoding: bytes[..<10], as: UTF8.self)
        clock = String(decoding: bytes[11..<19], as: UTF8.self)
        text = "\(day) \(clock)"
    }

    init(_ time: Timestamp) { self.init(time.rfc3339) }
}

extension Timestamp {
    /// `2026-06-30`, in UTC.
    var day: String { String(rfc3339.prefix(10)) }

    static let dayLength: Int64 = 86_400_000
}
