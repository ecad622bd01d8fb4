import JSON
import Recorder
import SCIM

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
        let body = json(request)
        // A body that is empty asks for nothing: what that means is the service's to say (a 405 of a discovery endpoint).
        let isReadable = body?.objectValue != nil || request.body.isEmpty
        if request.method != "DELETE", !isReadable, !FieldRules.isEncoded(request.headers) {
            return GatewayAnswer(
                400,
                "The body is no JSON object that can be put on record, so it is not passed on: send UTF-8 without a mark "
                    + "at its beginning, no name twice in an object, at most 32 levels.")
        }
        let requested = RequestedChanges(request.method, kind, body)
        var (keys, shown): (Set<String>, String?) = ([], nil)
        if let id {
            shown = await spelling(kind, id, reader(request))
            keys = [Self.key(kind, id), Self.key(kind, shown ?? id)]
        } else if let natural = requested.natural {
            keys.insert(Self.key(kind, natural))
        }
        return await inTurn(keys) {
            await WriteSteps(
                gateway: self, kind: kind, request: request, requested: requested, id: shown ?? id,
                called: shown == nil ? nil : id
            ).run()
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

    /// The body as it is passed on, where it is JSON.
    func json(_ request: GatewayRequest) -> JSONValue? {
        let body = inwardBody(request)
        return try? JSONValue(parsing: body, limits: JSONLimits(bytes: body.count + 1, depth: 32))
    }
}
