import HTTPTypes
import Hummingbird
import JSON
import Recorder
import TransparencyLog

/// `GET /v1/events/{index}/receipt`: the proof that an entry is in the log, to be kept and checked offline.
///
/// The answer is a C2SP tlog-proof in text: inclusion proof and signed checkpoint. An entry is committed a moment before
/// the next checkpoint covers it; the door waits for that a few seconds, longer with `wait=published`.
struct ReceiptDoor: Door {
    static let openAPI = """
        {"/v1/events/{index}/receipt": {"get": {
          "summary": "The receipt of an entry, a C2SP tlog-proof (scope read)",
          "parameters": [\(AskOpenAPI.path("index", "The entry's index in the log.", schema: AskOpenAPI.number)),
            \(AskOpenAPI.parameters([wait, AskOpenAPI.log]))],
          "responses": {"200": {"description": "c2sp.org/tlog-proof@v1", "content": {"text/plain": {}}},
            "409": {"description": "Recorded, but not in a published checkpoint yet; ask again.",
              "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
            \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}}}}
        """

    private static let wait = (
        name: "wait", schema: AskOpenAPI.text,
        description: "published: wait for the checkpoint that covers the entry up to 30 s instead of 5; "
            + "or an index, as on the other doors."
    )

    private static let usualPatience = Duration.seconds(5)
    private static let longPatience = Duration.seconds(30)

    func add(to doors: Doors) {
        doors.add(.get, "/v1/events/{index}/receipt", scope: .read) { request, visit in
            let index = try visit.entryIndex()
            let patience = try await Self.patience(request, visit)
            guard index < visit.log.recorder.committedSize() else { throw visit.noEntry() }
            let receipt = try await Self.receipt(index, from: visit.log.recorder, within: patience)
            return .bytes(receipt.bytes, type: "text/plain; charset=utf-8")
        }
    }

    /// How long to wait, after waiting for the index that `wait` names, if it names one.
    private static func patience(_ request: Request, _ visit: Visit) async throws -> Duration {
        let parameters = try await AskParameters(request, visit)
        guard let wait = try parameters.query.value("wait") else { return usualPatience }
        if wait.hasSameBytes(as: "published") { return longPatience }
        guard let awaited = AskParameters.index(wait) else {
            throw Problem.badParameter("wait", "The parameter wait is published, or the index of an entry.")
        }
        try await visit.ask(waitingFor: awaited) { _ in }
        return usualPatience
    }

    private static func receipt(
        _ index: UInt64, from recorder: Recorder, within patience: Duration
    ) async throws -> Receipt {
        if let receipt = try recorder.receipt(index: index) { return receipt }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await recorder.waitPublished(index: index) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw notPublished(recorder)
            }
            try await group.next()
        }
        guard let receipt = try recorder.receipt(index: index) else { throw notPublished(recorder) }
        return receipt
    }

    private static func notPublished(_ recorder: Recorder) -> Problem {
        let size = recorder.publishedSize()
        var problem = Problem(
            .conflict, "not-published",
            "The entry is recorded, but the published checkpoint covers only the first \(size) entries. Ask again soon."
        )
        problem.field = "index"
        problem.members = [("published", .int(size))]
        problem.headers[.retryAfter] = "1"
        return problem
    }
}
