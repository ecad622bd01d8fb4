import JSON
package import Records
import TransparencyLog

/// What an entry says that a receipt was found to prove.
package struct ProvenEntry: Sendable {
    /// The bytes, which the log has.
    package let bytes: [UInt8]
    /// The same read as an entry of Muster's; nil when they are none: a log may hold any bytes.
    package let entry: Entry?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        entry = try? Entry(parsing: bytes)
    }

    /// Lines for people: a word and what it stands for.
    var lines: [String] {
        guard let entry else { return ["entry     \(bytes.count) bytes that are not an entry of Muster's"] }
        var lines = [("kind", entry.kind.rawValue), ("time", entry.time.rfc3339)]
        if let action = entry.action { lines.append(("action", action.rawValue)) }
        if let outcome = entry.outcome { lines.append(("outcome", outcome.rawValue)) }
        lines += entry.references.map { ($0.role.rawValue, Self.text(of: $0)) }
        if let genesis = entry.genesis { lines += [("origin", genesis.origin), ("key", genesis.key)] }
        lines += entry.otherLines.filter { $0.name != "action" }.map { ($0.name, $0.value) }
        if let commitment = entry.commitment { lines.append(("sealed", commitment.base64)) }
        return lines.map { name, value in
            name + String(repeating: " ", count: max(1, 10 - name.utf8.count)) + value
        }
    }

    private static func text(of reference: Reference) -> String {
        guard let previous = reference.previous else { return "\(reference.label)  (its first entry)" }
        let earlier = reference.count == 1 ? "1 earlier entry" : "\(reference.count) earlier entries"
        return "\(reference.label)  (\(earlier), the newest is \(previous))"
    }

    /// The same for programs; an entry that is not Muster's has no kind.
    var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("kind", .text(entry?.kind.rawValue)), ("time", .text(entry?.time.rfc3339)),
            ("action", .text(entry?.action?.rawValue)), ("outcome", .text(entry?.outcome?.rawValue)),
            ("labels", .array(entry?.references.map(Self.json) ?? [])), ("sealed", .text(entry?.commitment?.base64)),
            ("bytes", .number(UInt64(bytes.count))),
        ]
        if let genesis = entry?.genesis {
            members += [("origin", .string(genesis.origin)), ("key", .string(genesis.key))]
        }
        return .object(JSONObject(members))
    }

    private static func json(of reference: Reference) -> JSONValue {
        .object(
            JSONObject([
                ("role", .string(reference.role.rawValue)), ("label", .string(reference.label.description)),
                ("count", .number(reference.count)), ("previous", .number(reference.previous)),
            ]))
    }
}
