/// How large the parts of a record may be; every limit is named in the error that it causes.
package enum RecordLimits {
    /// Bytes of ids, types, namespaces, sources, transactions, requests, sessions and addresses.
    package static let identifier = 1 << 10
    /// Bytes of names and user agents.
    package static let name = 1 << 10
    package static let path = 1 << 10
    package static let reason = 4 << 10
    /// Bytes of one value before or after, as JSON.
    package static let value = 256 << 10
    package static let changes = 1_000
    package static let resources = 100
    /// Arrays and objects within one another, in values and in `extra`.
    package static let depth = 32
    /// Bytes of a whole record as JSON: a sealed record has at most 1 MiB.
    package static let record = 900 << 10
    /// Keys that one sealed record can be sealed under.
    package static let owners = 255
}
