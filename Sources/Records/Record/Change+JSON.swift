package import JSON

extension Change {
    /// Reads the form of a change. `before` and `after` may be any JSON; absent is not the same as null.
    package init(json: JSONValue, at path: String) throws(RecordError) {
        let reader = try RecordReader(json, at: path, members: ["path", "before", "after"])
        let target = try reader.need("path", try reader.text("path"))
        self.init(path: target, before: reader.written("before"), after: reader.written("after"))
    }

    package var json: JSONValue {
        var members: [(String, JSONValue)] = [("path", .string(path))]
        if let before { members.append(("before", before)) }
        if let after { members.append(("after", after)) }
        return .object(JSONObject(members))
    }
}
