import JSON

extension ServerClient {
    /// Sends a request and reads the answer as JSON.
    ///
    /// - Throws: `Failure` that says what the server's refusal means and what to do.
    func json(_ request: ServerRequest) async throws -> JSONValue {
        let answer = try await send(request)
        guard (200..<300).contains(answer.status) else { throw refusal(answer) }
        return try Self.parse(answer.body)
    }

    static func parse(_ bytes: [UInt8]) throws -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(parsing: bytes, limits: JSONLimits(bytes: largestAnswer, depth: 64))
        } catch {
            throw Failure(.couldNotTell, "the answer cannot be read (\(error)): is this a Muster server?")
        }
    }

    /// What a refused request means for whoever typed the command.
    func refusal(_ answer: Answer) -> Failure {
        let problem = try? JSONValue(parsing: answer.body)
        let said = problem?["detail"]?.stringValue ?? problem?["title"]?.stringValue ?? "status \(answer.status)"
        // Of what is not of its form the field is named, of other refusals it says nothing new.
        let field = answer.status == 422 || answer.status == 400 ? problem?["field"]?.stringValue : nil
        let detail = RefusalText.of(field: field, reason: said)
        switch answer.status {
        case 401:
            return token == nil
                ? Failure(.couldNotTell, "the server wants a token, and none was given", hints: hints)
                : Failure(.couldNotTell, "the server does not take this token: \(detail)", hints: hints)
        case 403: return Failure(.couldNotTell, detail)
        case 404 where problem?["detail"] == nil:
            return Failure(.couldNotTell, "the server knows no such place: is this a Muster server, and not older?")
        case 404, 409, 410: return Failure(.no, detail, hints: candidates(problem))
        case 400, 413, 415, 422: return Failure(.usage, detail)
        default: return Failure(.couldNotTell, "the server could not answer (\(answer.status)): \(detail)")
        }
    }

    /// Whom a name might mean, when it means several: each with the command that was typed, for it alone.
    private func candidates(_ problem: JSONValue?) -> [String] {
        (problem?["candidates"]?.arrayValue ?? []).flatMap { candidate in
            let said = ["type", "id", "namespace", "name"].compactMap { member in
                candidate[member]?.stringValue.map { "\(member) \($0)" }
            }
            let words = retyped?.words(CandidateName(candidate), problem?["field"]?.stringValue)
            let command = words.map { "  " + Shell.muster($0 + again) }
            return [said.joined(separator: ", "), command].compactMap { $0.map(Terminal.harmless) }
        }
    }
}
