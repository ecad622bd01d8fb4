import Catalog
import JSON
import TransparencyLog

/// Somebody or something that an event names, with the way to its history.
struct PartyView {
    let kindOf: String
    /// The name as it was at the time; the id where there is none.
    let called: String
    let path: String
    /// The same as the value of a parameter, with the namespace in one of its own.
    let parameter: String
    let details: [Detail]

    /// A line of what is known: `id`, `address`, ….
    struct Detail {
        let term: String
        let text: String
    }

    init(_ json: JSONValue) {
        let text = { (name: String) in json[name]?.stringValue }
        let (type, id) = (text("type") ?? "", text("id") ?? "")
        self.init(
            type: type, namespace: text("namespace"), id: id, name: text("name"),
            more: [
                ("External id", text("externalId")), ("Address", text("address")), ("Agent", text("agent")),
                ("Session", text("session")),
            ])
    }

    init(_ identity: CataloguedIdentity) {
        self.init(
            type: identity.type ?? "", namespace: identity.namespace, id: identity.id ?? "", name: identity.name,
            label: identity.label.base64, more: [("External id", identity.externalId)])
    }

    init(_ identity: NamedIdentity) {
        self.init(
            type: identity.type ?? "", namespace: identity.namespace, id: identity.id ?? "", name: identity.name,
            label: identity.label)
    }

    private init(
        type: String, namespace: String?, id: String, name: String?, label: String? = nil,
        more: [(String, String?)] = []
    ) {
        kindOf = type.isEmpty ? "unknown" : type
        // One whose parts cannot be opened has its label for an id.
        let isUnreadable = type == "unreadable" || id.isEmpty
        let shown = isUnreadable ? label ?? id : id
        called = name ?? (isUnreadable ? "(unreadable)" : shown)
        let asked = PercentEncoding.encode(isUnreadable ? shown : "\(type):\(id)")
        let space = isUnreadable ? nil : namespace.map { "namespace=\(PercentEncoding.encode($0))" }
        path = "/console/who/\(asked)" + (space.map { "?\($0)" } ?? "")
        parameter = asked + (space.map { "&\($0)" } ?? "")
        let lines: [(String, String?)] = [("Id", shown), ("Namespace", namespace)] + more
        details = lines.compactMap { term, text in text.map { Detail(term: term, text: $0) } }
    }
}

extension PercentEncoding {
    /// Escapes all but the unreserved characters of RFC 3986 section 2.3.
    static func encode(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
