import Crypto
import HTTPTypes

/// A file of a log as HTTP answers it: media type, cache rules (C2SP tlog-tiles) and conditional requests (RFC 9110
/// section 13).
///
/// The entity tag is made from the bytes, so that a copy that was mended is never taken for the damaged one.
struct LogFileAnswer {
    let file: LogFilePath
    let bytes: [UInt8]
    /// Whether caches that many share may keep it.
    var isPublic = true
    /// When the file came to be what it is, where that is known.
    var modified: HTTPDate?

    /// The header fields of the answer, and its bytes: none, for a 304, when the one who asks has them.
    func answer(to request: HTTPFields) -> (headers: HTTPFields, bytes: [UInt8]?) {
        let tag = Self.tag(of: bytes)
        var headers: HTTPFields = [.eTag: tag, .cacheControl: cacheControl]
        if let modified { headers[.lastModified] = modified.description }
        guard !isKnown(tag, request) else { return (headers, nil) }
        headers[.contentType] = type
        return (headers, bytes)
    }

    /// The entity tag of some bytes, quotation marks included.
    static func tag(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: bytes).prefix(16).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "\"\(String(decoding: text, as: UTF8.self))\""
    }

    /// `If-None-Match` decides where it is sent; `If-Modified-Since` only without it (section 13.2.2).
    private func isKnown(_ tag: String, _ headers: HTTPFields) -> Bool {
        if let known = headers[.ifNoneMatch] { return Self.names(known, tag) }
        guard let modified, let since = headers[.ifModifiedSince].flatMap({ HTTPDate($0) }) else { return false }
        return modified <= since
    }

    /// Whether a list of entity tags has this one, weakly compared.
    private static func names(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { item in
            let item = item.drop { $0 == " " || $0 == "\t" }
            let bare = item.hasPrefix("W/") ? item.dropFirst(2) : item
            return bare == "*" || bare.prefix(tag.utf8.count).utf8.elementsEqual(tag.utf8)
        }
    }

    private var type: String {
        file == .checkpoint ? "text/plain; charset=utf-8" : "application/octet-stream"
    }

    private var cacheControl: String {
        guard file != .checkpoint else { return "no-cache" }
        return "\(isPublic ? "public" : "private"), max-age=31536000, immutable"
    }
}
