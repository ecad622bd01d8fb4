import JSON

/// One request: method, path with query, and what is sent.
struct ServerRequest: Sendable {
    var method = "GET"
    /// Path and query, escaped.
    var target: String
    var body: [UInt8]?
    var contentType = "application/json"
    /// Header fields beyond the usual ones.
    var headers: [(String, String)] = []
    /// Seconds to wait for the whole answer.
    var patience: Int64 = 60

    /// A request for the place that `path` names by its parts; these and `query` come unescaped, `json` is sent.
    init(_ method: String = "GET", _ path: [String], query: [(String, String)] = [], json: JSONValue? = nil) {
        self.method = method
        let pairs = query.map { Self.escape($0.0) + "=" + Self.escape($0.1) }
        target = "/" + path.map(Self.escape).joined(separator: "/")
        if !pairs.isEmpty { target += "?" + pairs.joined(separator: "&") }
        body = json?.bytes
    }

    /// RFC 3986 section 2.3: all but the unreserved characters are escaped, byte by byte.
    static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.append(byte)
            default: escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
