import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// How connections of a plain log's server are set up: HTTP/1.1, the guard against clients that misbehave, the log.
struct TlogChannel: ServerChildChannel {
    /// A connection that looks after itself on its event loop.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
    }

    let door: TlogDoor

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = 16 << 10
            limits.maxHeaderListSize = 16 << 10
            limits.maxHeaderFieldCount = 100
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            try pipeline.addHandlers(
                HTTP1ToHTTPServerCodec(secure: false), ConnectionGuard(limits: ConnectionGuard.Limits()),
                HTTPConnectionStateHandler(idleTimeout: .seconds(60), logger: logger),
                TlogConnection(door: door, eventLoop: channel.eventLoop))
            return Value(channel: channel)
        }
    }

    func handle(value: Value, logger: Logger) async {
        try? await value.channel.closeFuture.get()
    }
}
