import JSON
import NIOCore

extension Gateway {
    /// Passes a request on that changes nothing, and its answer back while it comes.
    func read(_ request: GatewayRequest) async -> GatewayAnswer {
        counts.add(\.reads)
        let answer: UpstreamAnswer
        do throws(UpstreamFailure) {
            answer = try await upstream.send(forwarded(request))
        } catch {
            counts.add(\.failures)
            return Self.refusal(error)
        }
        if isAnnouncement(request.path), settings.bulk == .refuse { return await announcement(answer, request) }
        let rewriter = outward(request)
        // HEAD has no body to rewrite, and tells what the service tells of it.
        let isRewritten = FieldRules.isJSON(answer.headers) && request.method != "HEAD"
        let fields = FieldRules.response(answer.headers, isRewritten: isRewritten) {
            outwardField($0, request)
        }
        let body: GatewayAnswer.Body =
            isRewritten
            ? .stream(RewrittenBody(body: answer.body, rewriter: rewriter)) : .stream(answer.body)
        return GatewayAnswer(status: answer.status, headers: fields, body: body)
    }

    private func isAnnouncement(_ path: String) -> Bool {
        GatewayRoute.onlyName(path) == "serviceproviderconfig"
    }

    /// The service's announcement, without bulk where that is refused here; its limits stay.
    private func announcement(_ answer: UpstreamAnswer, _ request: GatewayRequest) async -> GatewayAnswer {
        do throws(UpstreamFailure) {
            let whole = try await StateReader.whole(answer, limit: 1 << 20, within: settings.timeouts.answer)
            var rewriter = outward(request)
            var body = rewriter.rewrite(whole.body) + rewriter.finish()
            if var object = (try? JSONValue(parsing: body))?.objectValue, var bulk = object["bulk"]?.objectValue {
                bulk["supported"] = false
                object["bulk"] = .object(bulk)
                body = JSONValue.object(object).bytes
            }
            let fields = FieldRules.response(whole.headers, isRewritten: true) { outwardField($0, request) }
            return GatewayAnswer(status: whole.status, headers: fields, body: .bytes(body))
        } catch { return Self.refusal(error) }
    }

    /// What a client gets when there is no answer to pass on.
    static func refusal(_ failure: UpstreamFailure) -> GatewayAnswer {
        switch failure.kind {
        case .tooLate: GatewayAnswer(504, "\(failure.description.capitalizedFirst).", retryAfter: 10)
        case .unreachable, .noCredential:
            GatewayAnswer(503, "\(failure.description.capitalizedFirst).", retryAfter: 10)
        case .circle: GatewayAnswer(508, "Nothing was changed: \(failure.description).")
        default: GatewayAnswer(502, "\(failure.description.capitalizedFirst).")
        }
    }
}

/// A body that passes while its addresses are replaced.
private struct RewrittenBody: AsyncSequence, Sendable {
    let body: any AsyncSequence<ByteBuffer, any Error> & Sendable
    let rewriter: AddressRewriter

    struct Iterator: AsyncIteratorProtocol {
        var inner: any AsyncIteratorProtocol<ByteBuffer, any Error>
        var rewriter: AddressRewriter
        var isOver = false

        mutating func next() async throws -> ByteBuffer? {
            while !isOver {
                guard let part = try await inner.next(isolation: nil) else {
                    isOver = true
                    let rest = rewriter.finish()
                    return rest.isEmpty ? nil : ByteBuffer(bytes: rest)
                }
                let bytes = rewriter.rewrite(part.readableBytesView)
                if !bytes.isEmpty { return ByteBuffer(bytes: bytes) }
            }
            return nil
        }
    }

    func makeAsyncIterator() -> Iterator {
        func begin(_ body: some AsyncSequence<ByteBuffer, any Error>) -> any AsyncIteratorProtocol<
            ByteBuffer, any Error
        > {
            body.makeAsyncIterator()
        }
        return Iterator(inner: begin(body), rewriter: rewriter)
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
