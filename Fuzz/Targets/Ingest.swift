import JSON
import Records

/// What `POST /v1/events` reads: lines of a stream, JSON, records.
enum Ingest {
    private static let limits = JSONLimits(bytes: 1 << 20, depth: 34)

    static func attempt(_ bytes: [UInt8]) {
        lines(bytes)
        guard let json = try? JSONValue(parsing: bytes, limits: limits) else { return }
        promise((try? JSONValue(parsing: json.bytes, limits: JSONLimits())) == json, "JSON is read as it was written")
        record(json)
        for item in json.arrayValue ?? [] { record(item) }
    }

    private static func record(_ json: JSONValue) {
        guard let record = try? Record(json: json) else { return }
        let written = record.canonicalBytes
        guard let again = try? Record(stored: JSONValue(parsing: written, limits: JSONLimits())) else {
            return promise(false, "a record that was taken can be read again")
        }
        promise(again.canonicalBytes == written, "a record is written as it was read")
    }

    /// However a stream is cut into pieces, its lines are the same.
    private static func lines(_ bytes: [UInt8]) {
        var whole = LineSplitter(limit: 64)
        let expected = whole.feed(bytes) + [whole.finish()].compactMap { $0 }
        var pieces = LineSplitter(limit: 64)
        var found: [LineSplitter.Line] = []
        var rest = bytes[...]
        while let first = rest.first {
            found += pieces.feed(rest.prefix(Int(first & 15) + 1))
            rest = rest.dropFirst(Int(first & 15) + 1)
        }
        found += [pieces.finish()].compactMap { $0 }
        promise(found == expected, "lines do not depend on how the stream is cut")
    }

    static var seeds: [[UInt8]] {
        [
            """
            {"id":"e-1","action":"user.update","outcome":"success","occurredAt":"2026-06-30T12:00:00.123Z","source":"hr",
            "actor":{"type":"service","id":"s","name":"sync","address":"192.0.2.1","agent":"x/1"},
            "subject":{"type":"user","id":"u-7","namespace":"hr","name":"bjensen","externalId":"7"},
            "resource":[{"type":"group","id":"g"},{"type":"app","id":"a"}],
            "changes":[{"path":"emails[value eq \\"a@b.c\\"]","before":null,"after":{"value":"a@b.c","primary":true}},
            {"path":"password","after":"x"}],"reason":"password: hunter2 \\u00e9","transaction":"t","extra":{"n":[1,2.5e3]}}
            """,
            #"[{"action":"user.create","subject":{"type":"user","id":"u"}},{"action":"x.a.b","subject":{"type":"role","id":"r"}}]"#,
            "{\"a\":1}\r\n\n{\"b\":\"\\ud83d\\ude00\"}\n",
        ].map { Array($0.utf8) }
    }
}
