import AsyncHTTPClient
import JSON

/// Sends batches of records over one connection and reads the results.
struct BatchSender {
    private let client: ServerClient
    private let acknowledgement: String
    private let key: String?
    private let connection: HTTPClient

    /// `key`, with a line's number, is the idempotency key of a record that has no id.
    init(client: ServerClient, acknowledgement: String, key: String?) throws {
        self.client = client
        self.key = key
        self.acknowledgement = acknowledgement
        connection = try client.makeClient()
    }

    func close() async { try? await connection.shutdown() }

    /// Results in the order of the lines. A server that is busy is asked again, since it has done nothing yet.
    ///
    /// - Throws: `Failure` when the whole batch was refused, or when nobody knows what became of it.
    func send(_ lines: [NumberedLine]) async throws -> [JSONValue] {
        var request = ServerRequest("POST", ["v1", "events"], query: [("ack", acknowledgement)])
        request.body = Array(lines.map(\.bytes).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
        request.contentType = "application/x-ndjson"
        if let key { request.headers = [("idempotency-key", "\(key):\(lines.first?.number ?? 0)")] }
        for wait in [1, 2, 4, 8, nil] as [Int?] {
            let answer: ServerClient.Answer
            do {
                answer = try await client.send(request, with: connection)
            } catch {
                throw inDoubt(lines, error)
            }
            if answer.status == 429 || answer.status == 503, let wait {
                try await Task.sleep(for: .seconds(wait))
                continue
            }
            return try results(answer, lines)
        }
        return []  // not reached: the last turn returns or throws
    }

    private func results(_ answer: ServerClient.Answer, _ lines: [NumberedLine]) throws -> [JSONValue] {
        var values = (try? Self.parse(answer)) ?? []
        // A log that stops taking records says so on the last line; what follows was not recorded.
        if let last = values.last, last["status"] == nil || last["error"]?["status"] != nil, let error = last["error"] {
            values.removeLast()
            let detail = Terminal.harmless(error["detail"]?.stringValue ?? "the log takes no more records")
            values += lines.dropFirst(values.count).map { _ in ["status": "stopped", "detail": .string(detail)] }
        }
        guard values.count == lines.count else {
            guard (200..<300).contains(answer.status) else { throw refused(answer, lines) }
            throw Failure(.couldNotTell, "the server answered \(values.count) results for \(lines.count) records")
        }
        return values
    }

    /// Results stand in one object, or one on each line.
    private static func parse(_ answer: ServerClient.Answer) throws -> [JSONValue] {
        if answer.type.hasPrefix("application/x-ndjson") {
            return try answer.body.split(separator: UInt8(ascii: "\n")).map { try ServerClient.parse(Array($0)) }
        }
        return try ServerClient.parse(answer.body)["results"]?.arrayValue ?? []
    }

    private func refused(_ answer: ServerClient.Answer, _ lines: [NumberedLine]) -> Failure {
        let refusal = client.refusal(answer)
        let status: ExitStatus = refusal.status == .usage ? .no : refusal.status
        return Failure(status, "\(Self.span(lines)): \(refusal.message)", hints: refusal.hints)
    }

    private func inDoubt(_ lines: [NumberedLine], _ error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        let failure = client.noAnswer(error)
        guard !ConnectionFailure(error).cameBeforeSending else {
            return Failure(
                failure.status, failure.message,
                hints: ["\(Self.span(lines)) and what follows were not sent"] + failure.hints)
        }
        return Failure(
            failure.status, failure.message,
            hints: ["\(Self.span(lines)) may be recorded or not; sending them again is safe when each has an id"]
                + failure.hints)
    }

    private static func span(_ lines: [NumberedLine]) -> String {
        guard let first = lines.first?.number, let last = lines.last?.number else { return "nothing" }
        return first == last ? "line \(first)" : "lines \(first) to \(last)"
    }
}
