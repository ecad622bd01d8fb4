import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

/// The service behind a gateway, over HTTP/1.1 or HTTP/2: kept connections, no redirects, answers as they come.
package final class HTTPUpstream: Upstream {
    private let client: HTTPClient
    private let settings: GatewaySettings
    private let credentials: Credentials?

    /// - Throws: `SettingsFault` for a file of authorities that cannot be read.
    package init(_ settings: GatewaySettings) throws(SettingsFault) {
        self.settings = settings
        credentials = settings.credentials.map(Credentials.init)
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .enabled(limit: .ratio(200))
        configuration.timeout.connect = .nanoseconds(settings.timeouts.connect.nanoseconds)
        // Silence is measured while somebody waits for the next part: a client that pauses is not the service's silence.
        configuration.timeout.read = nil
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connections
        // Tried again it would be refused again, and nobody could say then that nothing was sent.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Kept for less long than services keep theirs: a connection that ends while it is used is an answer lost.
        configuration.connectionPool.idleTimeout = .seconds(4)
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let file = settings.authorities {
            do { _ = try NIOSSLCertificate.fromPEMFile(file) } catch {
                throw SettingsFault(
                    place: "tls.ca-file", reason: "names a file that holds no certificates in PEM form: \(file)")
            }
            tls.trustRoots = .file(file)
        }
        configuration.tlsConfiguration = tls
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async { try? await client.shutdown() }

    package func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        var outgoing = HTTPClientRequest(url: settings.upstream.text + request.target)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let credentials {
            let (name, value) = try credentials.header()
            // Services that stand behind CGI take `X_Api_Key` for `X-Api-Key`.
            let same = outgoing.headers.filter { $0.name.replacing("_", with: "-").lowercased() == name.lowercased() }
            for (spelling, _) in same { outgoing.headers.remove(name: spelling) }
            outgoing.headers.add(name: name, value: value)
        }
        if !request.body.isEmpty {
            outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        } else if ["POST", "PUT", "PATCH"].contains(request.method) {
            outgoing.body = .bytes(ByteBuffer())
        }
        do {
            // The client's deadline covers the head; a body is read at its own pace, and never silent for long.
            let response = try await client.execute(
                outgoing, deadline: .now() + .nanoseconds(settings.timeouts.answer.nanoseconds))
            let body = BodyParts(body: response.body, patience: settings.timeouts.answer)
            return UpstreamAnswer(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)
        } catch { throw Self.explain(error) }
    }

    /// The body of an answer, with failures in the words of this room; each part must come in time once it is waited for.
    private struct BodyParts: AsyncSequence, Sendable {
        let body: HTTPClientResponse.Body
        let patience: Duration

        // Sendable unchecked: `next` of the iterator that holds it is mutating, so calls follow each other, and each ends
        // only when the one task that it starts here has ended.
        fileprivate final class Source: @unchecked Sendable {
            private var inner: HTTPClientResponse.Body.AsyncIterator
            init(_ inner: HTTPClientResponse.Body.AsyncIterator) { self.inner = inner }
            func next() async throws -> ByteBuffer? { try await inner.next() }
        }

        struct Iterator: AsyncIteratorProtocol {
            let source: Source
            let patience: Duration
            mutating func next() async throws -> ByteBuffer? {
                do {
                    // Whoever reads all of it has a time for all of it.
                    if UpstreamTime.isLimited { return try await source.next() }
                    // Two optionals: the end of the body is an answer too.
                    return try await Patience.give(patience) { [source] () async throws -> ByteBuffer? in
                        try await source.next()
                    }
                } catch { throw HTTPUpstream.explain(error) }
            }
        }

        func makeAsyncIterator() -> Iterator {
            Iterator(source: Source(body.makeAsyncIterator()), patience: patience)
        }
    }

    /// Whether TLS never came to stand: then nothing was sent. Whatever breaks later may have come after the request.
    private static func isHandshake(_ error: any Error) -> Bool {
        switch error {
        case NIOSSLError.handshakeFailed, NIOSSLError.noCertificateToValidate, NIOSSLError.unableToValidateCertificate:
            true
        case let error as NIOSSLExtraError: error == .failedToValidateHostname
        default: false
        }
    }

    /// What an error of the client means; texts of libraries, which may hold addresses and headers, are not repeated.
    static func explain(_ error: any Error) -> UpstreamFailure {
        switch error {
        case let error as UpstreamFailure: return error
        case let error as HTTPClientError where error == .connectTimeout || error == .getConnectionFromPoolTimeout:
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "no connection to the upstream service in time")
        case let error as HTTPClientError where error == .tlsHandshakeTimeout:
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "no TLS with the upstream service in time")
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            return UpstreamFailure(.tooLate, mayHaveArrived: true, "the upstream service did not answer in time")
        case is CancellationError:
            return UpstreamFailure(.tooLate, mayHaveArrived: true, "the request was given up")
        // Other errors of the network come to connections that stand, too.
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "nobody listens at the upstream's address")
        case is NIOConnectionError:
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "the upstream's address cannot be reached")
        case let error where isHandshake(error):
            return UpstreamFailure(
                .untrusted, mayHaveArrived: false,
                "the upstream's certificate is not trusted, has expired, or is of another name")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return UpstreamFailure(.cutOff, mayHaveArrived: true, "TLS with the upstream service broke off")
        case is HTTPParserError:
            return UpstreamFailure(.garbage, mayHaveArrived: true, "the upstream's answer is no HTTP")
        default:
            return UpstreamFailure(.cutOff, mayHaveArrived: true, "the upstream service ended the connection")
        }
    }
}

extension Duration {
    var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
