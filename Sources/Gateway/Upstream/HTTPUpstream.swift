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
        configuration.timeout.read = .nanoseconds(settings.timeouts.answer.nanoseconds)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connections
        // Tried again it would be refused again, and nobody could say then that nothing was sent.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Kept for less long than services keep theirs: a connection that ends while it is used is an answer lost.
        configuration.connectionPool.idleTimeout = .seconds(4)
        if let file = settings.authorities {
            do { _ = try NIOSSLCertificate.fromPEMFile(file) } catch {
                throw SettingsFault(place: "tls.ca-file", reason: "\(file) holds no certificates in PEM form")
            }
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            tls.minimumTLSVersion = .tlsv12
            configuration.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func close() async { try? await client.shutdown() }

    package func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        var outgoing = HTTPClientRequest(url: settings.upstream.text + request.target)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let credentials {
            let (name, value) = try credentials.header()
            outgoing.headers.replaceOrAdd(name: name, value: value)
        }
        if !request.body.isEmpty {
            outgoing.body = .bytes(ByteBuffer(bytes: request.body))
        } else if ["POST", "PUT", "PATCH"].contains(request.method) {
            outgoing.body = .bytes(ByteBuffer())
        }
        do {
            let patience = settings.timeouts.answer.nanoseconds
            let response = try await withDeadline(.nanoseconds(patience)) { [client, outgoing] in
                // The deadline covers the head; a body is read at its own pace, and never silent for long.
                try await client.execute(outgoing, deadline: .distantFuture)
            }
            let body = BodyParts(response.body)
            return UpstreamAnswer(
                status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: body)
        } catch { throw Self.explain(error) }
    }

    private func withDeadline<T: Sendable>(
        _ time: TimeAmount, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(time.nanoseconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw HTTPClientError.deadlineExceeded
            }
            return answer
        }
    }

    /// The body of an answer, with failures in the words of this room.
    private struct BodyParts: AsyncSequence, Sendable {
        let body: HTTPClientResponse.Body
        init(_ body: HTTPClientResponse.Body) { self.body = body }

        struct Iterator: AsyncIteratorProtocol {
            var inner: HTTPClientResponse.Body.AsyncIterator
            mutating func next() async throws -> ByteBuffer? {
                do { return try await inner.next() } catch { throw HTTPUpstream.explain(error) }
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(inner: body.makeAsyncIterator()) }
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
        case let error as IOError where [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(error.errnoCode):
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "nobody listens at the upstream's address")
        case is NIOConnectionError:
            return UpstreamFailure(.unreachable, mayHaveArrived: false, "the upstream's address cannot be reached")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return UpstreamFailure(
                .untrusted, mayHaveArrived: false,
                "the upstream's certificate is not trusted, has expired, or is of another name")
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
