import JSON

/// References of the form `bulkId:xyz`: a whole string of the data, a part of the path, or a quoted value of a filter in
/// the path of a PATCH operation.
enum BulkReference {
    private static let prefix = "bulkId:"

    static func inPath(_ path: String) -> String? { path.split(separator: "/").lazy.compactMap(id).first }

    static func collect(_ value: JSONValue, into found: inout Set<String>) {
        switch value {
        case .string(let text):
            if let id = id(text[...]) { found.insert(id) }
            for id in quoted(text) { found.insert(id) }
        case .array(let items): for item in items { collect(item, into: &found) }
        case .object(let object): for member in object.members { collect(member.value, into: &found) }
        default: break
        }
    }

    static func replace(_ value: JSONValue, _ ids: [String: String]) -> JSONValue {
        switch value {
        case .string(var text):
            if let id = id(text[...]) { return ids[id].map(JSONValue.string) ?? value }
            for id in quoted(text) {
                guard let real = ids[id] else { continue }
                text = text.split(separator: "\"", omittingEmptySubsequences: false)
                    .map { $0 == prefix + id ? real : String($0) }.joined(separator: "\"")
            }
            return .string(text)
        case .array(let items): return .array(items.map { replace($0, ids) })
        case .object(let object):
            return .object(JSONObject(distinct: object.members.map { ($0.name, replace($0.value, ids)) }))
        default: return value
        }
    }

    private static func id(_ text: Substring) -> String? {
        guard text.utf8.starts(with: prefix.utf8), text.utf8.count > prefix.utf8.count else { return nil }
        return String(text.utf8.dropFirst(prefix.utf8.count))
    }

    // `members[value eq "bulkId:xyz"]`: every second piece between quotation marks stands inside them.
    private static func quoted(_ text: String) -> [String] {
        guard text.utf8.count <= Filter.maximumLength, text.utf8.contains(UInt8(ascii: "[")) else { return [] }
        let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
        return pieces.enumerated().compactMap { $0.offset % 2 == 1 ? id($0.element) : nil }
    }
}
