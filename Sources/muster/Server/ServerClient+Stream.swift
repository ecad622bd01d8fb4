import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension ServerClient {
    /// Asks, and hands on the answer piece by piece as it comes, for answers that are large or never end.
    ///
    /// More is read when `take` has returned. A server that sends nothing for `silence` is given up.
    ///
    /// - Throws: `Failure` when the server refuses, or when there is no answer or it breaks off.
    func stream(
        _ request: ServerRequest, silence: TimeAmount = .seconds(60), _ take: ([UInt8]) async throws -> Void
    ) async throws {
        let client = try makeClient(silence: silence)
        do {
            let response = try await client.execute(try message(request), deadline: .distantFuture)
            guard response.status.code == 200 else {
                let body = try await response.body.collect(upTo: Self.largestAnswer)
                throw refusal(
                    Answer(
                        status: Int(response.status.code), type: response.headers.first(name: "content-type") ?? "",
                        body: Array(body.readableBytesView)))
            }
            for try await piece in response.body { try await take(Array(piece.readableBytesView)) }
            try? await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error as? Failure ?? noAnswer(error)
        }
    }
}
