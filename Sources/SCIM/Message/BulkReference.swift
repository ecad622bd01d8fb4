import JSON

/// References of the form `bulkId:xyz` (RFC 7644 section 3.7.2), wherever a value may stand: a whole text of the data,
/// a step of a path or `$ref`, a quoted value in the filter of a PATCH path. Prose that merely holds one is none.
enum BulkReference {
    private static let prefix = "bulkId:"

    /// The references among the steps of a path.
    static func steps(of path: String) -> [String] { path.split(separator: "/").compactMap(id) }

    static func path(_ path: String, _ ids: [String: String]) -> String {
        path.split(separator: "/", omittingEmptySubsequences: false)
            .map { step in id(step).flatMap { ids[$0] } ?? String(step) }.joined(separator: "/")
    }

    static func collect(_ value: JSONValue, named name: String = "", into found: inout Set<String>) {
        switch value {
        case .string(let text):
            if let id = id(text[...]) {
                found.insert(id)
            } else if name.isSameName(as: "$ref") {
                found.formUnion(steps(of: text))
            } else if name.isSameName(as: "path") {
                found.formUnion(quoted(text).map(\.id))
            }
        case .array(let items): for item in items { collect(item, named: name, into: &found) }
        case .object(let object):
            for member in object.members {
                // Without a path the names of a value are paths.
                found.formUnion(quoted(member.name).map(\.id))
                collect(member.value, named: member.name, into: &found)
            }
        default: break
        }
    }

    static func replace(_ value: JSONValue, named name: String = "", _ ids: [String: String]) -> JSONValue {
        switch value {
        case .string(let text):
            if let id = id(text[...]) { return ids[id].map(JSONValue.string) ?? value }
            if name.isSameName(as: "$ref") { return .string(path(text, ids)) }
            return name.isSameName(as: "path") ? .string(filter(text, ids)) : value
        case .array(let items): return .array(items.map { replace($0, named: name, ids) })
        case .object(let object): return .object(replace(object, ids))
        default: return value
        }
    }

    private static func replace(_ object: JSONObject, _ ids: [String: String]) -> JSONObject {
        let members = object.members.map { (name: filter($0.name, ids), value: replace($0.value, named: $0.name, ids)) }
        guard zip(members, object.members).contains(where: { !$0.name.hasSameBytes(as: $1.name) }) else {
            return JSONObject(distinct: members)
        }
        // Two names may have become one; what comes later counts, as in every object.
        var places: [[UInt8]: Int] = [:]
        for (place, member) in members.enumerated() { places[Array(member.name.utf8)] = place }
        return JSONObject(
            distinct: members.enumerated().filter { places[Array($1.name.utf8)] == $0 }.map { $0.element })
    }

    private static func id(_ text: Substring) -> String? {
        guard text.utf8.starts(with: prefix.utf8), text.utf8.count > prefix.utf8.count else { return nil }
        return String(text.utf8.dropFirst(prefix.utf8.count))
    }

    private static func filter(_ text: String, _ ids: [String: String]) -> String {
        var result: [UInt8] = []
        let bytes = Array(text.utf8)
        var rest = 0
        for (range, id) in quoted(text) {
            guard let real = ids[id] else { continue }
            result += bytes[rest..<range.lowerBound] + JSONValue.string(real).bytes
            rest = range.upperBound
        }
        return rest == 0 ? text : String(decoding: result + bytes[rest...], as: UTF8.self)
    }

    /// The quoted texts of a filter in brackets that are references, with the bytes where they stand, quotes included.
    private static func quoted(_ text: String) -> [(range: Range<Int>, id: String)] {
        guard text.utf8.count <= Filter.maximumLength, text.utf8.contains(UInt8(ascii: "[")) else { return [] }
        let bytes = Array(text.utf8)
        var found: [(Range<Int>, String)] = []
        var place = 0
        while let start = bytes[place...].firstIndex(of: UInt8(ascii: "\"")) {
            var end = start + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < bytes.count else { break }
            place = end + 1
            if let inner = try? JSONValue(parsing: bytes[start..<place]).stringValue, let id = id(inner[...]) {
                found.append((start..<place, id))
            }
        }
        return found
    }
}
