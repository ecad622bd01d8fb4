package import Hummingbird
import NIOCore

/// What a request carries on its way to a door: its id, where it came from, and who sent it.
package struct DoorContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Identifier of this request: the sender's `X-Request-Id` when it is sane, else made here.
    package internal(set) var requestID = ""
    /// The peer's IP address; nil for the control socket.
    package let address: String?
    /// Who sent the request; nil until, or unless, that is known.
    package internal(set) var principal: Principal?

    /// The connection, or the stream of HTTP/2.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        channel = source.channel
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress
    }
}

extension DoorContext {
    /// A path parameter, percent-decoded; 400 when it is not UTF-8 or badly escaped.
    package func parameter(_ name: String) throws(Problem) -> String {
        guard let raw = parameters.get(name), let text = PercentEncoding.decode(raw) else {
            throw .badParameter(name, "The part of the path that holds \(name) is not well percent-encoded UTF-8.")
        }
        return text
    }
}
