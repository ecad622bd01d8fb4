import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Verification

/// A log behind a server whose certificate a private authority signed, which `--ca-file` names.
struct AuthoritySource: LogSource {
    let name: String
    private let prefix: String
    private let token: String?
    private let client: HTTPClient

    init(_ url: String, token: String?, caFile: String) {
        name = url
        var prefix = url[...]
        while prefix.hasSuffix("/") { prefix = prefix.dropLast() }
        if prefix.hasSuffix("/checkpoint") { prefix = prefix.dropLast("/checkpoint".count) }
        self.prefix = String(prefix)
        self.token = token
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(caFile)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 8
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func close() async { try? await client.shutdown() }

    func read(_ path: String, limit: Int) async throws(SourceError) -> [UInt8] {
        var request = HTTPClientRequest(url: "\(prefix)/\(path)")
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        do {
            let response = try await client.execute(request, timeout: .seconds(30))
            try SourceError.check(status: Int(response.status.code), of: request.url)
            return Array(try await response.body.collect(upTo: limit).readableBytesView)
        } catch let error as SourceError {
            throw error
        } catch is NIOTooManyBytesError {
            throw SourceError(.tooLarge, "the answer has more than the \(limit) bytes that are possible")
        } catch {
            throw SourceError(.unreachable, "cannot reach \(prefix): \(ConnectionFailure(error).reason)")
        }
    }

    /// A server offers no listing.
    func list(_ folder: String) async throws(SourceError) -> [FolderItem]? { nil }
}
