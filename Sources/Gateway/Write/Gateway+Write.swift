import Differences
import JSON
import Ledger
import Logging
import Recorder
import Records
import SCIM
import Synchronization

extension Gateway {
    /// Carries out a write that is no bulk, or takes a bulk apart.
    func write(_ route: GatewayRoute, _ request: GatewayRequest) async -> GatewayAnswer {
        counts.add(\.writes)
        switch route {
        case .create(let kind):
            return await single(kind, nil, request)
        case .change(let kind, let id):
            return await single(kind, id, request)
        case .bulk: return await bulk(request)
        default: return await other(request)
        }
    }

    private func single(_ kind: ResourceKind, _ id: String?, _ request: GatewayRequest) async -> GatewayAnswer {
        let body = Self.json(request)
        // A body that is empty asks for nothing: what that means is the service's to say (a 405 of a discovery endpoint).
        let isReadable = body?.objectValue != nil || request.body.isEmpty
        if request.method != "DELETE", !isReadable, !FieldRules.isEncoded(request.headers) {
            return GatewayAnswer(
                400,
                "The body is no JSON object that can be put on record, so it is not passed on: send UTF-8 without a mark "
                    + "at its beginning, no name twice in an object, at most 32 levels.")
        }
        let requested = RequestedChanges(request.method, kind, body)
        var keys: Set<String> = []
        if let id {
            keys.insert(Self.key(kind, id))
        } else if let natural = requested.natural {
            keys.insert(Self.key(kind, natural))
        }
        return await inTurn(keys) {
            await WriteSteps(gateway: self, kind: kind, request: request, requested: requested, id: id).run()
        }
    }

    /// Does it under the locks of these keys; waiting for them is no time of the gateway's own.
    func inTurn(_ keys: Set<String>, _ work: () async -> GatewayAnswer) async -> GatewayAnswer {
        let start = ContinuousClock.now
        return await locks.holding(keys) {
            UpstreamTime.current?.add(start.duration(to: .now))
            return await work()
        }
    }

    /// Under which a resource is locked: the same for all spellings of its id.
    static func key(_ kind: ResourceKind, _ id: String) -> String { "\(kind.endpoint)/\(id.caseFolded)" }

    /// Under which a name is locked while somebody of that name is made.
    static func key(_ kind: ResourceKind, _ natural: NaturalKey) -> String {
        "\(kind.endpoint)?\(natural.attribute)=\(natural.value.caseFolded)"
    }

    static func json(_ request: GatewayRequest) -> JSONValue? {
        try? JSONValue(
            parsing: request.body, limits: JSONLimits(bytes: request.body.count + 1, depth: 32))
    }

    /// A write whose object nobody knows: asked and answered are on record, what it changed is not known.
    private func other(_ request: GatewayRequest) async -> GatewayAnswer {
        var mark = GatewayMark()
        let requested = RequestedChanges(request.method, nil, Self.json(request))
        mark.describe(requested, request.method, isNamed: false)
        mark.target = Self.target(request.path, request.query)
        let acting = acting(request)
        let subject = parties.request(request.caller.request)
        let action = Action(rawValue: "x.gateway.write") ?? .userUpdate
        let attempt = PlannedRecord(
            Draft(
                action, subject: subject, changes: requested.names, reason: "\(request.method) of another form"),
            .attempted, mark)
        let index: UInt64
        do { index = try await open([attempt], acting)[0] } catch { return unrecorded(error) }
        defer { done([index]) }
        var closing = attempt
        closing.mark.method = nil
        closing.draft.changes = []
        closing.mark.attempt = index
        closing.mark.closes = true
        closing.mark.observed = "unknown"
        let answer: GatewayAnswer
        do throws(UpstreamFailure) {
            let whole = try await pass(forwarded(request))
            closing.mark.status = whole.status
            closing.outcome = (200..<300).contains(whole.status) ? .success : whole.status < 500 ? .refused : .failed
            closing.draft.reason = "what it changed is unknown: no resource is named"
            answer = self.answer(whole, request)
        } catch {
            counts.add(\.failures)
            closing.outcome = .failed
            closing.draft.reason = error.description
            if !error.mayHaveArrived { closing.mark.observed = "nothing" }
            answer = Self.refusal(error)
        }
        if closing.mark.observed == "unknown" { counts.add(\.unknown) }
        do { _ = try await log.append([closing.record(acting, source: settings.namespace)]) } catch {
            return leftOpen(error)
        }
        return answer
    }

    /// A path, and the names of the parameters behind it: their values may be somebody's, and nobody has a key here that
    /// could be destroyed.
    static func target(_ path: String, _ query: String?) -> String {
        let names = (query ?? "").split(separator: "&").prefix(20).map { $0.prefix { $0 != "=" } + "=…" }
        let text = Secrets.withheld(path + (names.isEmpty ? "" : "?" + names.joined(separator: "&")))
        return text.utf8.count <= 1_000 ? text : String(text.prefix(200)) + "…"
    }

    // Steps that all writes share.

    func acting(_ request: GatewayRequest) -> Acting {
        Acting(
            actor: request.caller.party, recordedBy: request.caller.token, request: request.caller.request,
            transaction: request.caller.request)
    }

    /// Puts attempts on record; when this returns nobody can say that they were not made. Until `done` nothing else closes
    /// them, from before they can be seen on.
    func open(_ attempts: [PlannedRecord], _ acting: Acting) async throws -> [UInt64] {
        running.opens(acting.transaction)
        do {
            let indices = try await appendOrTellLess(attempts, acting)
            running.opened(acting.transaction, indices)
            return indices
        } catch {
            running.opened(acting.transaction, [])
            throw error
        }
    }

    /// Appends records; where one of them is none that a log takes, each says only what it must: that nothing is passed on
    /// or answered without a record does not hang on what a service puts into its attributes.
    func appendOrTellLess(_ records: [PlannedRecord], _ acting: Acting) async throws -> [UInt64] {
        do {
            return try await log.append(records.map { $0.record(acting, source: settings.namespace) })
        } catch let error as RecorderError {
            guard error.isAboutTheRecord else { throw error }
            logger.warning("a record is told in short", metadata: ["reason": "\(error)"])
            counts.add(\.unknown)
            let short = records.filter { $0.outcome == .attempted || $0.mark.closes }.map { $0.short }
            return try await log.append(short.map { $0.record(acting, source: settings.namespace) })
        }
    }

    func done(_ attempts: [UInt64]) { running.release(attempts) }

    /// Marks writes as passed on, just before they are.
    ///
    /// - Throws: what kept the state from being written: nothing may be passed on then.
    func passing(_ passing: [GatewayStore.Passing]) throws {
        try log.settle()
        try log.store.mark(passing)
    }

    /// Sends a write once and reads the whole answer.
    func pass(_ request: UpstreamRequest) async throws(UpstreamFailure) -> StateReader.Whole {
        try await StateReader.whole(
            try await upstream.send(request), limit: settings.body, within: settings.timeouts.answer)
    }

    /// The upstream's answer as the client gets it.
    func answer(_ whole: StateReader.Whole, _ request: GatewayRequest) -> GatewayAnswer {
        var rewriter = outward(request)
        if let refused = refusedRedirect(whole, request) { return refused }
        let isJSON = FieldRules.isJSON(whole.headers)
        let body = isJSON ? rewriter.rewrite(whole.body) + rewriter.finish() : whole.body
        let fields = FieldRules.response(whole.headers, isRewritten: true) { outwardField($0, request) }
        return GatewayAnswer(status: whole.status, headers: fields, body: .bytes(body))
    }

    /// A write that is sent somewhere else would pass by without a record.
    private func refusedRedirect(_ whole: StateReader.Whole, _ request: GatewayRequest) -> GatewayAnswer? {
        guard [301, 302, 303, 307, 308].contains(whole.status), let place = whole.header("location"),
            outward(request).replaced(settings.upstream.resolve(place, asked: request.path)) == nil
        else { return nil }
        return GatewayAnswer(
            502,
            "The upstream service sends this write to another address, which is not followed: set the gateway's "
                + "upstream to that address.")
    }

    /// What a client gets when its attempt could not be put on record: nothing was passed on.
    func unrecorded(_ error: any Error) -> GatewayAnswer {
        counts.add(\.unrecorded)
        var seconds = 5
        if case .busy(let retryAfter)? = error as? RecorderError { seconds = retryAfter }
        logger.error("a write was refused: its attempt cannot be recorded", metadata: ["reason": "\(error)"])
        return GatewayAnswer(
            503, "Nothing was changed: the attempt cannot be put on record just now.", retryAfter: seconds)
    }

    /// What a client gets while an earlier write has no outcome: what either of them changed could not be told.
    func earlierIsOpen(_ reason: String) -> GatewayAnswer {
        counts.add(\.unrecorded)
        logger.warning("a write was refused: an earlier one is open", metadata: ["reason": "\(reason)"])
        return GatewayAnswer(
            503, "Nothing was changed: the outcome of an earlier write to this resource is not known yet.",
            retryAfter: 10)
    }

    /// What a client gets when the upstream has answered and that cannot be put on record.
    func leftOpen(_ error: any Error) -> GatewayAnswer {
        counts.add(\.unrecorded)
        logger.error("an outcome cannot be recorded: its attempt stays open", metadata: ["reason": "\(error)"])
        return GatewayAnswer(
            503, "The outcome cannot be put on record just now. Ask for the resource before you try again.",
            retryAfter: 10)
    }
}
