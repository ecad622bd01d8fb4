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
        try Self.check(status, url)
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
            throw SourceError(.unreachable, "cannot reach \(prefix): \(reason)")
        }
    }

    private static func check(_ status: Int, _ url: URL) throws(SourceError) {
        switch status {
        case 200: return
        case 404, 410: throw SourceError(.missing, "the server does not have it (status \(status))")
        case 401: throw SourceError(.denied, "\(url) needs a token (status 401); give --token or MUSTER_TOKEN")
        case 403: throw SourceError(.denied, "this token may not read \(url) (status 403); it needs the scope read")
        default: throw SourceError(.unreachable, "\(url) answered with status \(status)")
        }
    }

    /// A server offers no listing.
    package func list(_ folder: String) async throws(SourceError) -> [FolderItem]? { nil }
}
