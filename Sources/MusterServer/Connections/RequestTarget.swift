import NIOCore
import NIOHTTP1

/// Remembers how the request begins that comes in on a connection: when its head is too long to be read, nothing else tells
/// which door it was for, and so in which form the error is to be told.
final class RequestTarget: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let most = 64
    private var beginning: [UInt8] = []
    private var isOver = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if isOver {
            beginning = []
            isOver = false
        }
        if beginning.count < Self.most { beginning += buffer.readableBytesView.prefix(Self.most - beginning.count) }
        context.fireChannelRead(data)
    }

    /// The request is there wholly: what comes next begins another.
    func requestEnded() { isOver = true }

    /// The path as far as it is remembered; nil when that is not HTTP.
    var path: String? {
        let line = beginning.drop { $0 == 0x0D || $0 == 0x0A }.prefix { $0 != 0x0D && $0 != 0x0A }
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count >= 2 else { return nil }
        return String(decoding: words[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// Puts one in front of the decoder of a pipeline, where there is one.
    static func watch(_ pipeline: ChannelPipeline.SynchronousOperations) throws -> RequestTarget? {
        guard let decoder = try? pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self) else {
            return nil
        }
        let target = RequestTarget()
        try pipeline.addHandler(target, position: .before(decoder))
        return target
    }
}
