/// Under which addresses a server is found, as far as it knows itself.
package struct OwnAddress: Sendable {
    private let addresses: [UpstreamAddress]
    private let port: Int
    /// Whether loopback addresses are its own: it listens there, or everywhere.
    private let isLocal: Bool

    /// - Parameters:
    ///   - scheme: `http` or `https`.
    ///   - host: where it listens: a name, or an address without brackets.
    ///   - port: on which it listens.
    ///   - configured: scheme, host and port under which clients reach it, where it was told.
    package init(scheme: String, host: String, port: Int, configured: String?) {
        let written = host.contains(":") ? "[\(host)]" : host
        addresses = ["\(scheme)://\(written):\(port)", configured].compactMap { $0.flatMap(UpstreamAddress.init) }
        self.port = port
        isLocal = ["0.0.0.0", "::"].contains(host) || Self.isLoopback(host)
    }

    /// Scheme, host and port under which clients are told to find it.
    package var base: String? { addresses.last?.text }

    /// Whether an upstream is this server. Names that others gave it (a proxy's, another interface's) are not known here.
    package func contains(_ upstream: UpstreamAddress) -> Bool {
        if addresses.contains(where: { $0.scheme == upstream.scheme && $0.authority == upstream.authority }) {
            return true
        }
        return isLocal && upstream.port == port && Self.isLoopback(upstream.host)
    }

    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}

extension UpstreamAddress {
    /// Without brackets.
    var host: String {
        guard authority.hasPrefix("[") else { return String(authority.prefix { $0 != ":" }) }
        return String(authority.dropFirst().prefix { $0 != "]" })
    }

    var port: Int {
        let rest = authority.hasPrefix("[") ? authority.drop { $0 != "]" }.dropFirst() : authority.drop { $0 != ":" }
        return Int(rest.dropFirst()) ?? (scheme == "https" ? 443 : 80)
    }
}
