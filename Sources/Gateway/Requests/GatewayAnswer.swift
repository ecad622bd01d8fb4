import JSON
package import NIOCore
import SCIM

/// What a gateway answers.
package struct GatewayAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Passed on while it comes; an error ends it in the middle.
        case stream(any AsyncSequence<ByteBuffer, any Error> & Sendable)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    package init(status: Int, headers: [(name: String, value: String)], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer of the gateway's own, in the form of RFC 7644 section 3.12.
    init(_ status: Int, _ detail: String, retryAfter: Int? = nil) {
        self.status = status
        headers = [("Content-Type", "application/scim+json"), ("Cache-Control", "no-store")]
        if let retryAfter { headers.append(("Retry-After", String(retryAfter))) }
        body = .bytes(SCIMError(status: status, detail).json.bytes)
    }
}
