import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// One connection of a plain log's server: takes requests one after the other and writes their answers.
///
/// It runs on the connection's event loop, the task that waits for an append included: between the bytes of an entry
/// and the log's own threads there is nothing else. What a sender sends beyond the request in progress waits, and no
/// more is read meanwhile.
final class TlogConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let door: TlogDoor
    private let executor: EventLoopExecutor
    private var waiting: [HTTPRequestPart] = []
    private var isBusy = false
    private var wantsRead = false
    private var isInputClosed = false
    /// The request that is being read; nil also once it was refused before its end.
    private var head: HTTPRequest?
    private var body: [UInt8] = []

    init(door: TlogDoor, eventLoop: any EventLoop) {
        self.door = door
        executor = EventLoopExecutor(eventLoop)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isBusy { waiting.append(part) } else { take(part, context) }
    }

    func read(context: ChannelHandlerContext) {
        if isBusy { wantsRead = true } else { context.read() }
    }

    private func take(_ part: HTTPRequestPart, _ context: ChannelHandlerContext) {
        switch part {
        case .head(let head):
            body = []
            self.head = head
            if let refusal = door.refusal(of: head) { refuse(refusal, context) }
        case .body(let buffer):
            guard head != nil else { return }
            guard buffer.readableBytes <= TlogDoor.bodyLimit - body.count else {
                return refuse(TlogDoor.tooLarge, context)
            }
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let head else { return }
            answer(head, context)
        }
    }

    private func refuse(_ answer: TlogAnswer, _ context: ChannelHandlerContext) {
        let request = head
        head = nil
        body = []
        write(answer, to: request, context)
    }

    private func answer(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        isBusy = true
        let body = self.body
        self.head = nil
        self.body = []
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        let door = door
        Task(executorPreference: executor) {
            let answer = await door.answer(head, body: body)
            let (connection, context) = bound.value  // the executor is the event loop
            connection.finish(answer, to: head, context)
        }
    }

    private func finish(_ answer: TlogAnswer, to head: HTTPRequest, _ context: ChannelHandlerContext) {
        var answer = answer
        let isLast = isInputClosed && waiting.isEmpty
        if isLast || head.headerFields[.connection]?.lowercased() == "close" { answer.headers[.connection] = "close" }
        write(answer, to: head, context)
        isBusy = false
        while !isBusy, !waiting.isEmpty { take(waiting.removeFirst(), context) }
        if !isBusy && wantsRead {
            wantsRead = false
            context.read()
        }
    }

    private func write(_ answer: TlogAnswer, to head: HTTPRequest?, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        headers[.date] = HTTPDate.now.cached
        if answer.status != .notModified { headers[.contentLength] = String(answer.body.count) }
        context.write(wrapOutboundOut(.head(HTTPResponse(status: answer.status, headerFields: headers))), promise: nil)
        if !answer.body.isEmpty, head?.method != .head {
            let buffer = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(buffer)), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            isInputClosed = true
            if !isBusy { context.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isBusy, context.channel.isActive else { return context.close(promise: nil) }
        let isSlow = error is SlowClient
        refuse(
            .text(
                isSlow ? .requestTimeout : .badRequest,
                isSlow ? "the entry arrived too slowly; send it again, faster" : "this is not HTTP/1.1",
                headers: [.connection: "close"]), context)
    }
}
