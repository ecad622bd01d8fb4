package import JSON
package import TransparencyLog

/// One event of an exported file, as it stands there.
package struct ExportedRow: Sendable {
    package enum Content: Sendable {
        /// The event's object, without the leaf hash.
        case object(JSONValue)
        /// The cells of a record, without quotes, with the apostrophes before those that needed one.
        case cells([String])
    }

    /// The line of the file on which it begins, from 1.
    package let line: UInt64
    package let index: UInt64
    package let leafHash: Hash
    package let content: Content
}

/// What an export says of itself, put together from its first and last line.
struct ExportedStatement {
    let log: String
    let query: String
    let position: UInt64
    let checkpoint: [UInt8]
    let rows: UInt64
    let digest: String

    /// Nil when something is missing or of another form.
    init?(_ statement: JSONValue, end: JSONValue) {
        guard statement["format"]?.stringValue == "muster-export/1", let log = statement["log"]?.stringValue,
            let query = statement["query"]?.stringValue, let checkpoint = statement["checkpoint"]?.stringValue,
            let position = statement["position"]?.text, let position = UInt64(position),
            let rows = end["rows"]?.text, let rows = UInt64(rows), let digest = end["sha256"]?.stringValue
        else { return nil }
        self.log = log
        self.query = query
        self.position = position
        self.checkpoint = Array(checkpoint.utf8)
        self.rows = rows
        self.digest = digest
    }
}
