import Hummingbird

/// Under which address clients reach the server, for what it writes into its answers: the one that they used themselves.
struct PublicAddress: Sendable {
    /// Scheme, host and port as the configuration knows them.
    let own: String

    func base(of request: Request) -> String {
        let scheme = own.hasPrefix("https:") ? "https" : "http"
        guard let authority = request.head.authority, !authority.isEmpty, authority.utf8.count <= 255,
            authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\"") })
        else { return own }
        return "\(scheme)://\(authority)"
    }
}
