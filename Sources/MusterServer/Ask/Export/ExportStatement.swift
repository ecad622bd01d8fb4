import JSON

/// What an export says of itself: what was asked, up to where, and the checkpoint that covers it.
///
/// In NDJSON it is the first line, `{"export":{…}}`, and rows and digest follow in the last, `{"end":{…}}`; in CSV all of it
/// is the last cell of the last record.
package struct ExportStatement: Sendable {
    package static let format = "muster-export/1"

    /// The log's origin.
    let log: String
    /// The query in its canonical form.
    let query: String
    let zone: String
    /// Entries of the log that were looked at: all of them before this index.
    let position: UInt64
    /// The signed note.
    let checkpoint: [UInt8]

    var json: JSONValue {
        [
            "format": .string(Self.format), "log": .string(log), "query": .string(query), "zone": .string(zone),
            "position": .int(position), "checkpoint": .string(String(decoding: checkpoint, as: UTF8.self)),
        ]
    }

    /// What is known at the end: the number of events, and the SHA-256 of all bytes before the last line or record, in
    /// base64.
    static func end(rows: UInt64, digest: String) -> JSONValue { ["rows": .int(rows), "sha256": .string(digest)] }

    func whole(rows: UInt64, digest: String) -> JSONValue {
        guard case .object(var object) = json else { return json }
        object["rows"] = .int(rows)
        object["sha256"] = .string(digest)
        return .object(object)
    }
}
