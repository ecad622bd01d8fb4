import Hummingbird

/// Under which address clients reach the server, for what it writes into its answers: the one that is configured, else the
/// one that they used themselves. What proxies add (`Forwarded`, `X-Forwarded-…`) is not looked at: any client may write it.
struct PublicAddress: Sendable {
    /// Scheme, host and port of the listener.
    let own: String
    /// The setting `public-url`.
    let configured: String?

    /// - Parameters:
    ///   - request: what was asked.
    ///   - hasOwnHost: whether the host name is what the request was told apart by, so that it stays.
    /// - Returns: scheme, host and port, without a slash at the end.
    func base(of request: Request, hasOwnHost: Bool = false) -> String {
        if let configured, !hasOwnHost { return configured }
        let scheme = (configured ?? own).hasPrefix("https:") ? "https" : "http"
        guard let authority = request.head.authority, !authority.isEmpty, authority.utf8.count <= 255,
            authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\"") })
        else { return own }
        return "\(scheme)://\(authority)"
    }
}
