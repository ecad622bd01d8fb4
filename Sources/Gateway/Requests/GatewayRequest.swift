import NIOCore
package import Recorder

/// A request to a gateway, as its door hands it on.
package struct GatewayRequest: Sendable {
    package var method: String
    /// The path behind the gateway's own, as it was sent: percent-encoded, beginning with a slash, or empty.
    package var path: String
    /// What was sent behind the question mark; nil for no question mark.
    package var query: String?
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Under which address the client reached the gateway, without a slash at its end.
    package var base: String
    /// Who asks; what it showed is in `headers`.
    package var caller: Caller

    package init(
        method: String, path: String, query: String?, headers: [(name: String, value: String)], body: [UInt8],
        base: String, caller: Caller
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.base = base
        self.caller = caller
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}
