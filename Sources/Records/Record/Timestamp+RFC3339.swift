extension Timestamp {
    package init?(rfc3339 text: String) { return nil }
    package var rfc3339: String { "" }
}
