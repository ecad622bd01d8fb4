import Logging
import Recorder
import Records

/// Steps that all writes share: attempts on record, the write passed on, its answer passed back.
extension Gateway {
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

    /// Whether what is passed on would come back, as far as the service was just asked anything.
    func leadsBack(isAsked: Bool) -> Bool {
        guard isAsked, memory.leadsBack else { return false }
        logger.error("nothing is passed on: the upstream's address leads back to this gateway")
        return true
    }

    func done(_ attempts: [UInt64]) { running.release(attempts) }

    /// Marks writes as passed on, just before they are.
    ///
    /// - Throws: what kept the state from being written: nothing may be passed on then.
    func passing(_ passing: [GatewayStore.Passing]) throws {
        try log.settle()
        try log.store.mark(passing)
    }

    /// Sends a write once and reads the whole answer; of one that is too large what came before its body.
    func pass(_ request: UpstreamRequest) async throws(UpstreamFailure) -> StateReader.Whole {
        let answer = try await upstream.send(request)
        do throws(UpstreamFailure) {
            return try await StateReader.whole(answer, limit: settings.body, within: settings.timeouts.answer)
        } catch {
            guard error.kind == .tooLarge else { throw error }
            return StateReader.Whole(
                status: answer.status, headers: answer.headers, body: [], unread: error.description)
        }
    }

    /// The upstream's answer as the client gets it.
    func answer(_ whole: StateReader.Whole, _ request: GatewayRequest) -> GatewayAnswer {
        var rewriter = outward(request)
        if let refused = refusedRedirect(whole, request) { return refused }
        if let reason = whole.unread { return unread(whole, reason, request) }
        let isJSON = FieldRules.isJSON(whole.headers)
        let body = isJSON ? rewriter.rewrite(whole.body) + rewriter.finish() : whole.body
        let fields = FieldRules.response(whole.headers, isRewritten: true) { outwardField($0, request) }
        return GatewayAnswer(status: whole.status, headers: fields, body: .bytes(body))
    }

    /// What the client gets for an answer whose body was not read. What happened is on record by then.
    private func unread(_ whole: StateReader.Whole, _ reason: String, _ request: GatewayRequest) -> GatewayAnswer {
        let isDone = (200..<300).contains(whole.status)
        // Of these a client expects no body (RFC 7644 sections 3.5.2 and 3.6).
        let needsNone = isDone && ["PATCH", "DELETE"].contains(request.method)
        var answer = GatewayAnswer(
            isDone ? 502 : whole.status,
            "The upstream service answered \(whole.status), and its answer is not passed on: \(reason) (limits.body of "
                + "the gateway). The outcome is on record: ask for the resource before you try again.")
        let fields = FieldRules.response(whole.headers, isRewritten: true) { outwardField($0, request) }
        let kept = fields.filter {
            ["location", "etag", "retry-after", "www-authenticate"].contains($0.name.lowercased())
        }
        guard !needsNone else { return GatewayAnswer(status: 204, headers: kept, body: .bytes([])) }
        answer.headers += kept
        return answer
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
}
