import Gateway
import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Recorder

/// `/gateway/{name}/…`: auditing gateways in front of other services.
struct GatewayDoor: Door {
    let gateways: Gateways
    let address: PublicAddress

    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    func add(to doors: Doors) {
        let gate = doors.gate
        for path in ["/gateway/{name}", "/gateway/{name}/**"] as [RouterPath] {
            for method in Self.methods {
                doors.open(method, path) { request, context in
                    let name = try context.parameter("name")
                    let gateway = try gateways.working(name)
                    return try await answer(
                        request, context, gate, gateway, prefix: "/gateway/\(name)")
                }
            }
        }
    }

    /// Answers a request to a gateway whose own path is `prefix`.
    func answer(
        _ request: Request, _ context: DoorContext, _ gate: Gate, _ gateway: Gateway, prefix: String
    ) async throws -> Response {
        let path = request.uri.path
        guard path.hasPrefix(prefix) else { throw Problem.notFound("The path is none of this gateway.") }
        var inner = GatewayRequest(
            method: request.method.rawValue, path: String(path.dropFirst(prefix.count)), query: request.uri.query,
            headers: request.headers.map { ($0.name.rawName, $0.value) }, body: [],
            base: address.base(of: request, hasOwnHost: prefix.isEmpty) + prefix,
            caller: Caller(
                token: "gateway-\(gateway.settings.name)", canAttest: false, address: context.address,
                agent: request.headers[.userAgent].map(Gate.bounded), request: context.requestID))
        // Before anybody is admitted: whose it is must be plain.
        if let refused = gateway.refusal(of: inner) { return try Self.response(refused, request) }
        let isRead = Gateway.isRead(method: inner.method, path: inner.path)
        if let refused = try await admit(request, context, gate, gateway, &inner, isRead: isRead) {
            return try Self.response(refused, request)
        }
        let limit = isRead ? min(1 << 20, gateway.settings.body) : gateway.settings.body
        var held = 0
        defer { gateway.giveBody(held) }
        guard let body = try await Self.body(request, gateway, limit: limit, held: &held) else {
            return try Self.response(Gateway.crowded, request)
        }
        inner.body = body
        return try Self.response(await gateway.respond(to: inner), request)
    }

    /// The whole body, compressed or not, as long as the gateway has room for it; nil when it has none.
    private static func body(
        _ request: Request, _ gateway: Gateway, limit: Int, held: inout Int
    ) async throws -> [UInt8]? {
        let announced = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else {
            throw Problem.tooLarge("request body", limit: "gateways.limits.body", value: limit)
        }
        guard announced == 0 || gateway.takeBody(announced) else { return nil }
        held = announced
        var bytes: [UInt8] = []
        for try await buffer in request.body {
            guard buffer.readableBytes <= limit - bytes.count else {
                throw Problem.tooLarge("request body", limit: "gateways.limits.body", value: limit)
            }
            let more = bytes.count + buffer.readableBytes - held
            if more > 0 {
                guard gateway.takeBody(more) else { return nil }
                held += more
            }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// Finds out who asks. With credentials of its own a gateway takes tokens of Muster; else a token in `Muster-Token`, or
    /// what the upstream takes.
    private func admit(
        _ request: Request, _ context: DoorContext, _ gate: Gate, _ gateway: Gateway, _ inner: inout GatewayRequest,
        isRead: Bool
    ) async throws -> GatewayAnswer? {
        var shown = request
        if !gateway.hasCredentials {
            try await refuseOwnToken(request, context, gate, gateway)
            guard let token = request.headers[.musterToken] else {
                return try await admitByUpstream(request, context, gate, gateway, &inner, isRead: isRead)
            }
            var head = request.head
            head.headerFields[.authorization] = "Bearer \(token)"
            shown = Request(head: head, body: request.body)
        }
        let visit = try await gate.admit(
            shown, context, scope: .gateway, to: "to use the gateway \(gateway.settings.name)")
        let settings = gateway.settings
        let isMeant = settings.tokens.isEmpty || settings.tokens.contains(visit.principal.name)
        guard visit.principal.isLocalOperator || visit.principal.log == settings.log && isMeant else {
            await visit.recordRefusal(reason: "the token is not for the gateway \(settings.name)")
            throw Problem(.forbidden, "other-gateway", "The token is not for the gateway \(settings.name).")
        }
        inner.caller = visit.caller
        return nil
    }

    /// A token of this Muster in `Authorization` is a mistake that would hand it to the service.
    private func refuseOwnToken(
        _ request: Request, _ context: DoorContext, _ gate: Gate, _ gateway: Gateway
    ) async throws {
        guard let value = BearerAuthenticator.value(in: request) else { return }
        let hash = TokenValue.hash(value)
        guard gate.logs.all.contains(where: { $0.open.tokens.find(hash: hash) != nil }) else { return }
        await refused(gate, gateway, context)
        throw Problem.unauthenticated(
            "This gateway passes Authorization on, and a token of Muster is nothing to show to the service: send what the service "
                + "takes there, and the token in the header Muster-Token. Nothing was passed on.", error: nil)
    }

    private func admitByUpstream(
        _ request: Request, _ context: DoorContext, _ gate: Gate, _ gateway: Gateway, _ inner: inout GatewayRequest,
        isRead: Bool
    ) async throws -> GatewayAnswer? {
        // Reads leave no record, so the upstream decides alone.
        if isRead { return nil }
        guard let credential = request.headers[.authorization] else {
            await refused(gate, gateway, context)
            throw Problem.unauthenticated(
                "Send what the service behind this gateway takes: Authorization: Bearer ….", error: nil)
        }
        if let refusal = await gateway.refuse(credential: credential) {
            if refusal.status == 401 || refusal.status == 403 { await refused(gate, gateway, context) }
            return refusal
        }
        inner.caller = Caller(
            token: gateway.name(ofCredential: credential), canAttest: false, address: context.address,
            agent: request.headers[.userAgent].map(Gate.bounded), request: context.requestID)
        return nil
    }

    private func refused(_ gate: Gate, _ gateway: Gateway, _ context: DoorContext) async {
        await gate.logs.log(named: gateway.settings.log)?.open.refusals.unauthenticated(address: context.address)
    }

    static func response(_ answer: GatewayAnswer, _ request: Request) throws -> Response {
        var headers = HTTPFields()
        for (name, value) in answer.headers {
            guard let name = HTTPField.Name(name) else { continue }
            headers.append(HTTPField(name: name, value: value))
        }
        let status = HTTPResponse.Status(code: answer.status)
        guard request.method != .head, answer.status != 204, answer.status != 304 else {
            return Response(status: status, headers: headers)
        }
        switch answer.body {
        case .bytes(let bytes):
            return Response(
                status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let parts):
            return Response(status: status, headers: headers, body: streamed(parts, headers))
        }
    }

    private static func streamed(
        _ parts: any AsyncSequence<ByteBuffer, any Error> & Sendable, _ headers: HTTPFields
    ) -> ResponseBody {
        let length = headers[.contentLength].flatMap { Int($0) }
        return ResponseBody(contentLength: length) { writer in
            for try await part in parts { try await writer.write(part) }
            try await writer.finish(nil)
        }
    }
}

extension HTTPField.Name {
    static let musterToken = HTTPField.Name("Muster-Token")!  // a valid token, checked by every test
}

/// Sends requests to the gateways that have a host name or a path of their own; Muster's own paths stay Muster's.
struct GatewayMiddleware: RouterMiddleware {
    typealias Context = DoorContext
    let door: GatewayDoor
    let gate: Gate

    func handle(
        _ request: Request, context: DoorContext, next: (Request, DoorContext) async throws -> Response
    ) async throws -> Response {
        let host = request.head.authority.map { String($0.prefix { $0 != ":" }) }
        guard let (name, prefix) = door.gateways.place(host: host, path: request.uri.path) else {
            return try await next(request, context)
        }
        do {
            let gateway = try door.gateways.working(name)
            return try await door.answer(request, context, gate, gateway, prefix: prefix)
        } catch let problem as Problem {
            return SCIMProblem.response(problem)
        }
    }
}
