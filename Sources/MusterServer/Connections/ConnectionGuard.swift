import HTTPTypes
import JSON
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

/// Keeps one HTTP/1.1 connection honest: slow bodies, refused bodies and readers that do not read.
///
/// - A body of which nothing comes for the grace period while the server waits for it, or less than `minimumRate`
///   bytes a second for longer, ends with ``SlowClient``.
/// - After an answer with `Connection: close` the output is closed, what still comes in is dropped, and the socket
///   is closed when the peer has closed its side, after `linger`, or after `drain` bytes: closing at once would make
///   the kernel reset the connection, and the peer would lose the answer.
/// - A peer that reads nothing of an answer for `stall` is cut off.
/// - What is no HTTP, or has too long a head, is answered with a problem before the connection is closed.
/// - Whether the client is still there is what `presence` tells those who work for it.
/// - `Expect: 100-continue` is answered, so that clients send their body without waiting.
/// - A client of HTTP/1.0 gets its answer and the end of the connection (``OldClient``).
///
/// In a stream of HTTP/2 it watches slow bodies and stalled readers only; the end of a connection is no stream's affair.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    struct Limits: Sendable {
        var grace: TimeAmount = .seconds(10)
        var minimumRate = 512
        var stall: TimeAmount = .seconds(60)
        var linger: TimeAmount = .seconds(2)
        /// Bytes that the head of a request may have, as its decoder was told.
        var headers = 32 << 10
        /// Bytes of a refused body that are taken and dropped at most.
        var drain = 16 << 20
    }

    private let limits: Limits
    private var body: BodyProgress?
    private var inProgress = 0
    private var closesAfterAnswer = false
    private var isDraining = false
    private var dropped = 0
    private var bodyCheck: Scheduled<Void>?
    private var stallCheck: Scheduled<Void>?
    private var isStream = false
    private var target: RequestTarget?
    let presence = ClientPresence()

    init(limits: Limits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        isStream = (try? pipeline.handler(type: HTTP2FramePayloadToHTTPServerCodec.self)) != nil
        do {
            try OldClient.watch(pipeline)
            target = try RequestTarget.watch(pipeline)
        } catch { context.fireErrorCaught(error) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDraining { return drop(unwrapInboundIn(data), context) }
        switch unwrapInboundIn(data) {
        case .head(let head):
            inProgress += 1
            body = BodyProgress(now: .now(), limits: limits)
            if head.headerFields[.expect]?.lowercased() == "100-continue", inProgress == 1 {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            scheduleBodyCheck(context)
        case .body(let buffer): body?.received(buffer.readableBytes, now: .now())
        case .end:
            body = nil
            bodyCheck?.cancel()
            target?.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        body?.waiting(now: .now())
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        body?.arrived(now: .now())
        if isDraining { context.read() } else { context.fireChannelReadComplete() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isStream:
            // RFC 9113 section 8.2.2: such a field would make the answer malformed.
            head.headerFields[.connection] = nil
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head(let head):
            if head.headerFields[.connection]?.lowercased() == "close" { closesAfterAnswer = true }
            context.write(data, promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            inProgress -= 1
            guard closesAfterAnswer else { return context.write(data, promise: promise) }
            context.writeAndFlush(data, promise: promise)
            drain(context)
        }
    }

    /// While a request is in progress, its own reader meets the error and answers.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, inProgress == 0, !isDraining, !isStream else {
            return context.fireErrorCaught(error)
        }
        let problem = Problem.malformedRequest(error, headers: limits.headers)
        let isSCIM = target?.path.map(SCIMProblem.covers) ?? false
        let body = ByteBuffer(bytes: JSONValue.object(isSCIM ? SCIMProblem.json(problem) : problem.json).bytes)
        let fields: HTTPFields = [
            .contentType: isSCIM ? "application/scim+json" : "application/problem+json", .cacheControl: "no-store",
            .connection: "close",
            .contentLength: String(body.readableBytes),
        ]
        let head = HTTPResponse(status: problem.status, headerFields: fields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        drain(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stallCheck?.cancel()
        if !context.channel.isWritable {
            let channel = context.channel
            stallCheck = context.eventLoop.scheduleTask(in: limits.stall) { channel.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        presence.leave()
        context.fireChannelInactive()
    }

    /// A stream of HTTP/2 is closed on the client's side as soon as its request is sent.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if !isStream, case ChannelEvent.inputClosed? = event as? ChannelEvent { presence.leave() }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        bodyCheck?.cancel()
        stallCheck?.cancel()
    }

    private func scheduleBodyCheck(_ context: ChannelHandlerContext) {
        bodyCheck?.cancel()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        bodyCheck = context.eventLoop.scheduleTask(in: .seconds(1)) {
            let (guardian, context) = bound.value
            guardian.checkBody(context)
        }
    }

    private func checkBody(_ context: ChannelHandlerContext) {
        guard let body, !isDraining else { return }
        guard body.isTooSlow(now: .now()) else { return scheduleBodyCheck(context) }
        self.body = nil
        closesAfterAnswer = !isStream
        context.fireErrorCaught(SlowClient())
    }

    /// Drops what comes after the answer; whoever sends on and on is cut off.
    private func drop(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        guard case .body(let buffer) = part else { return }
        dropped += buffer.readableBytes
        if dropped > limits.drain { context.close(promise: nil) }
    }

    private func drain(_ context: ChannelHandlerContext) {
        isDraining = true
        let channel = context.channel
        context.close(mode: .output, promise: nil)
        context.read()
        _ = context.eventLoop.scheduleTask(in: limits.linger) { channel.close(promise: nil) }
    }
}
