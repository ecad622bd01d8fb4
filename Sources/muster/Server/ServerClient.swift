import AsyncHTTPClient
import Foundation
import JSON
import NIOCore
import NIOHTTP1
import NIOSSL

/// Asks one server, over the network or through the control socket of its data directory.
struct ServerClient: Sendable {
    enum Place: Sendable {
        /// Scheme, host and port, without a slash at the end.
        case network(String)
        /// The path of a control socket.
        case socket(String)
    }

    struct Answer {
        let status: Int
        let type: String
        let body: [UInt8]
    }

    let place: Place
    var token: String?
    var caFile: String?
    /// Said when the server wants a token.
    var hints: [String] = []
    /// Options that a further command needs to ask the same server, as they were typed.
    var again: [String] = []
    /// The command that asks, to be typed again where a name means several.
    var retyped: RetypedCommand?

    /// Most bytes taken of one answer.
    static let largestAnswer = 64 << 20

    /// Sends one request and collects the answer, whatever its status.
    ///
    /// - Throws: `Failure` with status 3 when there is no answer.
    func send(_ request: ServerRequest) async throws -> Answer {
        let client = try makeClient()
        do {
            let answer = try await send(request, with: client)
            try? await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            throw error as? Failure ?? noAnswer(error)
        }
    }

    /// A client for many requests; whoever makes it shuts it down.
    func makeClient(connections: Int? = nil, silence: TimeAmount? = nil) throws -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        configuration.timeout.read = silence
        if let connections {
            configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
        }
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(10)
        if let caFile {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(caFile)
            configuration.tlsConfiguration = tls
        }
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func send(_ request: ServerRequest, with client: HTTPClient) async throws -> Answer {
        let response = try await client.execute(
            try message(request), deadline: .now() + .seconds(request.patience))
        let body = try await response.body.collect(upTo: Self.largestAnswer)
        return Answer(
            status: Int(response.status.code), type: response.headers.first(name: "content-type") ?? "",
            body: Array(body.readableBytesView))
    }

    /// The request as it is sent to this server.
    func message(_ request: ServerRequest) throws -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: try url(request.target))
        outgoing.method = HTTPMethod(rawValue: request.method)
        outgoing.headers.add(name: "user-agent", value: "muster-cli")
        outgoing.headers.add(name: "accept", value: "application/json, application/x-ndjson, */*;q=0.5")
        if let token { outgoing.headers.add(name: "authorization", value: "Bearer \(token)") }
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body {
            outgoing.headers.add(name: "content-type", value: request.contentType)
            outgoing.body = .bytes(ByteBuffer(bytes: body))
        }
        return outgoing
    }

    private func url(_ target: String) throws -> String {
        switch place {
        case .network(let address): return address + target
        case .socket(let path):
            guard let url = URL(httpURLWithSocketPath: path, uri: target) else {
                throw Failure(.couldNotTell, "the path of the control socket \(path) cannot be used")
            }
            return url.absoluteString
        }
    }

    /// What to say when a request got no answer.
    func noAnswer(_ error: any Error) -> Failure {
        let failure = ConnectionFailure(error)
        switch place {
        case .network(let address):
            return Failure(
                .couldNotTell, "no answer from \(address): \(failure.reason)", hints: failure.hints(address))
        case .socket(let path):
            return Failure(.couldNotTell, "the server behind \(path) does not answer: \(failure.reason)")
        }
    }
}
