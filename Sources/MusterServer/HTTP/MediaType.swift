import HTTPTypes

/// A content type without its parameters, lower case; parameters other than a UTF-8 charset are ignored.
struct MediaType: Equatable, Sendable {
    let name: String

    /// What nearly every request has, spelt as it is to be.
    private static let plain: Set<String> = ["application/json", "application/x-ndjson", "application/scim+json"]

    /// Reads a `Content-Type` field; nil when it names a charset other than UTF-8.
    init?(_ field: String) {
        if Self.plain.contains(field) {
            name = field
            return
        }
        let parts = field.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        name = parts.first ?? ""
        for parameter in parts.dropFirst() {
            let halves = parameter.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard halves.first != "charset" || halves.last == "utf-8" || halves.last == "\"utf-8\"" else { return nil }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let bytes = Array(text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
        return String(decoding: bytes, as: UTF8.self).lowercased()
    }
}
