import Foundation

/// The base address of the SCIM service behind a gateway: `https://app.example/scim/v2`.
package struct UpstreamAddress: Sendable, Equatable {
    /// `http` or `https`.
    package let scheme: String
    /// Host, in lower case, and port unless it is the scheme's own.
    package let authority: String
    /// What stands before the endpoints, without a slash at its end; may be empty.
    package let path: String

    /// Nil for what is no absolute address of that kind: with user, query or fragment, or with a path that goes up.
    package init?(_ text: String) {
        guard text.utf8.count <= 1_024, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }),
            let mark = text.range(of: "://")
        else { return nil }
        scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash].lowercased()
        guard !authority.isEmpty, !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" }) else { return nil }
        let ownPort = scheme == "https" ? ":443" : ":80"
        if authority.hasSuffix(ownPort) { authority.removeLast(ownPort.count) }
        guard Self.isAuthority(authority) else { return nil }
        self.authority = authority
        var path = rest[slash...]
        while path.last == "/" { path = path.dropLast() }
        guard TargetForm.encoded(String(path), isQuery: false) == String(path),
            !path.split(separator: "/").contains(where: { TargetForm.goesAstray($0) })
        else { return nil }
        self.path = String(path)
    }

    /// Why a text is no such address.
    static func fault(of text: String) -> String {
        let rest = text.range(of: "://").map { text[$0.upperBound...] } ?? ""
        if text.utf8.count > 1_024 { return "has more than 1024 bytes" }
        if !["http", "https"].contains(text.prefix { $0 != ":" }.lowercased()) || rest.isEmpty {
            return "must begin with https:// (or http://) and a host"
        }
        if rest.contains("@") { return "must have no user or password: they belong to credentials" }
        if rest.contains(where: { $0 == "?" || $0 == "#" }) { return "must have no query and no fragment" }
        return "must be an address such as https://app.example/scim/v2, with nothing that servers read in two ways"
    }

    /// Whether it is reached without any network.
    package var isOnThisMachine: Bool { OwnAddress.isLoopback(host) }

    package var text: String { "\(scheme)://\(authority)\(path)" }

    /// What absolute addresses below the base begin with: as it is, and with the port written out.
    var prefixes: [String] {
        let hasPort = authority.last?.isNumber == true && authority.contains(":") && !authority.hasSuffix("]")
        return hasPort ? [text] : [text, "\(scheme)://\(authority):\(scheme == "https" ? 443 : 80)\(path)"]
    }

    /// The absolute address that a reference in an answer means (RFC 3986 section 5.2).
    ///
    /// - Parameters:
    ///   - reference: as it stands in `Location` or `Content-Location`.
    ///   - path: what was asked for, below the base.
    /// - Returns: the reference itself where it is absolute, or none that can be read.
    func resolve(_ reference: String, asked path: String) -> String {
        let scheme = reference.prefix { $0 != ":" }
        let hasScheme = scheme.endIndex < reference.endIndex && !scheme.contains { "/?#".contains($0) }
        guard !hasScheme, !reference.isEmpty, let base = URL(string: text + path) else { return reference }
        return URL(string: reference, relativeTo: base)?.absoluteURL.absoluteString ?? reference
    }

    private static func isAuthority(_ text: String) -> Bool {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return false }
            let rest = text[text.index(after: end)...]
            return rest.isEmpty || rest.first == ":" && isPort(rest.dropFirst())
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2 else { return false }
        let isHost = host.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
        }
        return isHost && (parts.count == 1 || isPort(parts[1]))
    }

    private static func isPort(_ text: Substring) -> Bool {
        UInt16(text).map { $0 > 0 } ?? false
    }
}
