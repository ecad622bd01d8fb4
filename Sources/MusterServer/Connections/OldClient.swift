import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Lets a client of HTTP/1.0 see where its answer ends: such a client waits for the connection to be closed, since it knows
/// nothing of persistent ones (RFC 9112 section 9.3). Its version is known before the codec only.
final class OldClient: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.version == .http1_0 else {
            return context.fireChannelRead(data)
        }
        head.headers.replaceOrAdd(name: "Connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// Puts one in front of the codec of a pipeline, where there is one.
    static func watch(_ pipeline: ChannelPipeline.SynchronousOperations) throws {
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        try pipeline.addHandler(OldClient(), position: .before(codec))
    }
}
