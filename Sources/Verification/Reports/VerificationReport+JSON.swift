internal import JSON
internal import TransparencyLog

extension VerificationReport {
    /// The report for programs: one JSON object.
    package var json: [UInt8] {
        var members: [(name: String, value: JSONValue)] = [
            ("ok", .bool(outcome == .verified)), ("outcome", .string(outcome.rawValue)),
            ("origin", .text(origin)), ("size", .number(size)), ("root", .text(root?.base64)),
            ("key", .text(key?.description)), ("key_source", .string(keySource.rawValue)),
            ("plain", .bool(isPlain)),
            ("newest_time", .text(newestTime)), ("consistent_with", .number(consistentSize)),
            ("records_opened", .number(openedRecords)),
        ]
        members.append(("faults", .array(faults.map(\.json))))
        members.append(("fault_count", .number(UInt64(faultCount))))
        members.append(("warnings", .array(warnings.map(\.json))))
        if let obstacle { members.append(("obstacle", .string(obstacle))) }
        return JSONValue.object(JSONObject(members)).bytes + [UInt8(ascii: "\n")]
    }
}

extension Fault {
    fileprivate var json: JSONValue {
        var members: [(name: String, value: JSONValue)] = [("file", .string(file)), ("index", .number(index))]
        if last != nil { members.append(("last", .number(last))) }
        return .object(JSONObject(members + [("reason", .string(reason))]))
    }
}

extension JSONValue {
    /// A string, or null.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A number, or null.
    static func number(_ number: UInt64?) -> JSONValue { number.map { .number(JSONNumber($0)) } ?? .null }
}
