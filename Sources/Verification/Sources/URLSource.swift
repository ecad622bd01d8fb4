import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A log that a server offers under a URL prefix.
package struct URLSource: LogSource {
    package let name: String
    private let prefix: String
    private let token: String?
    private let session: URLSession
    private let downloads: BoundedDownloads

    /// The log under `url`, such as `https://muster.example/logs/main`; nil when that is not an HTTP URL.
    ///
    /// - Parameters:
    ///   - url: The prefix; a trailing slash or `/checkpoint` is taken off.
    ///   - token: Sent as a bearer token with each request; entries of a log that is not public need one.
    package init?(_ url: String, token: String? = nil) {
        guard let parsed = URL(string: url), parsed.host != nil, parsed.query == nil, parsed.fragment == nil,
            let scheme = parsed.scheme?.lowercased(), scheme == "http" || scheme == "https"
        else { return nil }
        var prefix = url[...]
        while prefix.hasSuffix("/") { prefix = prefix.dropLast() }
        if prefix.hasSuffix("/checkpoint") { prefix = prefix.dropLast("/checkpoint".count) }
        self.prefix = String(prefix)
        self.token = token
        name = url
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 30
        configuration.httpMaximumConnectionsPerHost = 8
        downloads = BoundedDownloads()
        session = URLSession(configuration: configuration, delegate: downloads, delegateQueue: nil)
    }

    package func read(_ path: String, limit: Int) async throws(SourceError) -> [UInt8] {
        guard let url = URL(string: "\(prefix)/\(path)") else { throw SourceError(.missing, "no URL for \(path)") }
        var request = URLRequest(url: url)
        if let token { request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let answer = try await answer(request, limit: limit)
        guard let status = answer.status else { throw SourceError(.unreachable, "\(url) gave no HTTP answer") }
        try SourceError.check(status: status, of: url.absoluteString)
        guard let body = answer.body else {
            throw SourceError(.tooLarge, "the answer has more than the \(limit) bytes that are possible")
        }
        return body
    }

    private func answer(
        _ request: URLRequest, limit: Int
    ) async throws(SourceError) -> BoundedDownloads.Answer {
        do {
            return try await downloads.send(request, limit: limit, over: session)
        } catch {
            let reason = (error as? URLError)?.localizedDescription ?? "\(error)"
            throw SourceError(.unreachable, "cannot reach \(prefix): \(reason)\(advice(reason))")
        }
    }

    /// What to do where TLS is the matter. The library takes authorities from the system alone.
    private func advice(_ reason: String) -> String {
        if reason.contains("certificate") {
            return ". If a private authority signed it, put that among the system's (on Debian: copy its PEM file to "
                + "/usr/local/share/ca-certificates/NAME.crt and run update-ca-certificates), or use "
                + "muster verify --ca-file FILE"
        }
        let isPlain = prefix.hasPrefix("http:")
        return isPlain ? ". If the server speaks TLS, its address begins with https://" : ""
    }

    /// A server offers no listing.
    package func list(_ folder: String) async throws(SourceError) -> [FolderItem]? { nil }
}
