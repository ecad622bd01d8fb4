/// Which header fields pass a gateway, and as what (RFC 9110 section 7.6, RFC 9112).
enum FieldRules {
    typealias Fields = [(name: String, value: String)]

    /// Fields of the connection, which end at each hop.
    private static let hop: Set<String> = [
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "http2-settings", "expect",
    ]

    /// What proxies in front tell of the target that they were asked for. Frameworks exist that take it for the target that
    /// is meant: then another resource would be written than the one that is locked, looked at and put on record.
    private static let targets: Set<String> = [
        "x-original-url", "x-original-uri", "x-original-path", "x-original-method", "x-rewrite-url", "x-rewrite-uri",
        "x-forwarded-uri", "x-forwarded-url", "x-forwarded-path", "x-forwarded-method", "x-envoy-original-path",
        "x-http-path-override", "x-http-destinationurl", "x-request-uri",
    ]

    /// A field's name as servers see it that do not tell `_` from `-`.
    static func folded(_ name: String) -> String { name.lowercased().replacing("_", with: "-") }

    /// What goes to the upstream of what a client sent.
    ///
    /// - Parameters:
    ///   - fields: as they came.
    ///   - hidesCredentials: whether what the client shows is for Muster alone.
    ///   - via: the gateway's name in `Via`.
    ///   - rewrite: what becomes of absolute addresses in fields that hold one.
    /// - Returns: the fields, identity asked for as the encoding.
    static func request(
        _ fields: Fields, hidesCredentials: Bool, via: ViaName, rewrite: (String) -> String?
    ) -> Fields {
        let named = connectionNames(fields)
        var kept: Fields = []
        for (name, value) in fields {
            let key = name.lowercased()
            if hop.contains(key) || named.contains(key) || ["host", "content-length", "accept-encoding"].contains(key) {
                continue
            }
            if targets.contains(folded(name)) { continue }
            if key.hasPrefix("muster-") || hidesCredentials && key == "authorization" { continue }
            if key == "cookie" {
                if let others = withoutOwn(cookies: value) { kept.append((name, others)) }
                continue
            }
            kept.append((name, key == "content-location" ? rewrite(value) ?? value : value))
        }
        kept.append(("Accept-Encoding", "identity"))
        kept.append(via.field)
        return kept
    }

    /// What goes back to the client of what the upstream sent.
    ///
    /// - Parameters:
    ///   - fields: as they came.
    ///   - isRewritten: whether the body may come out longer or shorter.
    ///   - rewrite: what becomes of absolute addresses in fields that hold one.
    /// - Returns: the fields that go on.
    static func response(_ fields: Fields, isRewritten: Bool, rewrite: (String) -> String?) -> Fields {
        let named = connectionNames(fields)
        var kept: Fields = []
        for (name, value) in fields {
            let key = name.lowercased()
            if hop.contains(key) || named.contains(key) || key == "alt-svc" { continue }
            if key == "set-cookie", withoutOwn(cookies: value) != value { continue }
            // The client library decodes what comes encoded all the same.
            if key == "content-encoding" || key == "content-length" && (isRewritten || isEncoded(fields)) { continue }
            kept.append((name, ["location", "content-location"].contains(key) ? rewrite(value) ?? value : value))
        }
        // A page of the service must not run where the console is: it has the same host.
        if !isJSON(fields) { kept += [("Content-Security-Policy", "sandbox; default-src 'none'"), nosniff] }
        return kept
    }

    private static let nosniff = (name: "X-Content-Type-Options", value: "nosniff")

    /// The cookies that are not Muster's own, which are no business of the service; nil when none is left.
    private static func withoutOwn(cookies: String) -> String? {
        let all = cookies.split(separator: ";", omittingEmptySubsequences: false)
        let others = all.filter { cookie in
            let name = cookie.prefix { $0 != "=" }.filter { !$0.isWhitespace }.lowercased()
            return !ownCookies.contains { name.hasPrefix($0) }
        }
        if others.count == all.count { return cookies }
        return others.isEmpty ? nil : others.joined(separator: ";")
    }

    private static let ownCookies = ["__host-muster-", "muster-"]

    /// Whether a body is compressed.
    static func isEncoded(_ fields: Fields) -> Bool {
        fields.contains { $0.name.lowercased() == "content-encoding" && $0.value.lowercased() != "identity" }
    }

    private static func connectionNames(_ fields: Fields) -> Set<String> {
        var names: Set<String> = []
        for (name, value) in fields where name.lowercased() == "connection" {
            for part in value.split(separator: ",") {
                names.insert(part.lowercased().filter { !$0.isWhitespace })
            }
        }
        return names
    }

    /// Whether a body of this type may hold addresses.
    static func isJSON(_ fields: Fields) -> Bool {
        guard let type = fields.first(where: { $0.name.lowercased() == "content-type" })?.value else { return false }
        let name = type.split(separator: ";").first.map { $0.lowercased().filter { !$0.isWhitespace } } ?? ""
        return name == "application/json" || name == "text/json" || name.hasSuffix("+json")
    }
}
