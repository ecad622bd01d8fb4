import JSON
import SCIM

/// Reads a schema of the configuration. Keys are those of RFC 7643 section 7, and every one is checked: a slip in a schema
/// would otherwise be found by the first client that sends the attribute.
struct SchemaReader {
    /// Where the schema stands, for faults.
    let place: String

    typealias Fault = CustomSchemas.Fault

    func type(_ item: JSONValue) throws(Fault) -> ResourceType {
        let object = try object(item, keys: ["name", "endpoint", "description", "schema", "attributes"])
        let name = try name(object, "name")
        let endpoint = try string(object, "endpoint")
        try refuse(
            endpoint.utf8.first != UInt8(ascii: "/") || !Self.isWord(endpoint.dropFirst()), "endpoint",
            "must be one word behind a slash, such as /Devices")
        let schema = try schema(object, name: name)
        return ResourceType(name: name, endpoint: endpoint, summary: schema.summary, schema: schema)
    }

    func extensionOfType(_ item: JSONValue) throws(Fault) -> (type: String, schema: Schema) {
        let object = try object(item, keys: ["name", "for", "description", "schema", "attributes"])
        let type = object["for"] == nil ? "User" : try string(object, "for")
        return (type, try schema(object, name: try name(object, "name")))
    }

    private func schema(_ object: JSONObject, name: String) throws(Fault) -> Schema {
        let urn = try string(object, "schema")
        let parts = urn.split(separator: ":", omittingEmptySubsequences: false)
        let isURN =
            parts.count >= 3 && parts[0].lowercased() == "urn" && urn.utf8.count <= 200
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(Self.isURNByte) }
        try refuse(
            !isURN, "schema", "must be a URN of at most 200 letters, digits, and - . _ :, such as urn:example:2.0:Badge"
        )
        let summary = object["description"] == nil ? name : try string(object, "description")
        let attributes = try AttributeReader(place: place).attributes(object["attributes"], under: "attributes")
        return Schema(id: urn, name: name, summary: summary, attributes: attributes)
    }

    func refuse(_ isWrong: Bool, _ key: String, _ reason: String) throws(Fault) {
        if isWrong { throw Fault(place: "\(place).\(key)", reason: reason) }
    }

    private func object(_ item: JSONValue, keys: [String]) throws(Fault) -> JSONObject {
        try Self.object(item, keys: keys, place: place)
    }

    /// A mapping with known keys only.
    static func object(_ item: JSONValue, keys: [String], place: String) throws(Fault) -> JSONObject {
        guard case .object(let object) = item else { throw Fault(place: place, reason: "must be a mapping") }
        for name in object.names where !keys.contains(name) {
            let near = Spelling.nearest(to: name, among: keys).map { "; did you mean \($0)?" } ?? ""
            throw Fault(
                place: "\(place).\(SCIMName.bounded(name))",
                reason: "is no key here; known are \(keys.joined(separator: ", "))\(near)")
        }
        return object
    }

    private func string(_ object: JSONObject, _ key: String) throws(Fault) -> String {
        guard let text = object[key]?.stringValue, (1...1_024).contains(text.utf8.count) else {
            throw Fault(place: "\(place).\(key)", reason: "is required and must be a text of at most 1024 bytes")
        }
        return text
    }

    // Letters and digits alone: the name becomes part of actions, `x.scim.device.create`.
    private func name(_ object: JSONObject, _ key: String) throws(Fault) -> String {
        let name = try string(object, key)
        try refuse(
            !(Self.isWord(name[...]) && name.utf8.count <= 64), key,
            "must be at most 64 letters and digits that begin with a letter, such as Device")
        return name
    }

    static func isWord(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { isLetter($0) || isDigit($0) }
    }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isURNByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || [0x2D, 0x2E, 0x5F].contains(byte)
    }
}

/// A name out of a configuration, short enough for a message.
enum SCIMName {
    static func bounded(_ name: String) -> String {
        name.utf8.count <= 64 ? name : String(decoding: name.utf8.prefix(60), as: UTF8.self) + "…"
    }
}
