package import NIOCore

/// A request on its way to the service behind a gateway.
package struct UpstreamRequest: Sendable {
    package var method: String
    /// Path below the base and query, as they are sent: `/Users/2819?attributes=id`.
    package var target: String
    /// Besides `Host`, `Content-Length` and those of the connection.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(
        _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
    }
}

/// The head of an answer, and its body as it comes.
package struct UpstreamAnswer: Sendable {
    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: any AsyncSequence<ByteBuffer, any Error> & Sendable

    package init(
        status: Int, headers: [(name: String, value: String)],
        body: any AsyncSequence<ByteBuffer, any Error> & Sendable
    ) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// The service behind a gateway.
package protocol Upstream: Sendable {
    /// Sends a request once: what got no answer is not sent again.
    ///
    /// - Parameter request: what to ask.
    /// - Returns: the head of the answer; the body is read by whoever wants it.
    /// - Throws: `UpstreamFailure`, which says whether anything may have arrived.
    func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer
}

/// Why there is no whole answer. Neither addresses nor headers stand in it.
package struct UpstreamFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// Nobody answers at the address, or its name is not known.
        case unreachable
        /// Its certificate is not trusted, expired, or of another name.
        case untrusted
        case tooLate
        /// The connection ended in the middle.
        case cutOff
        /// What came is no HTTP.
        case garbage
        /// More than is taken.
        case tooLarge
        /// What is passed on comes back to a gateway that it has passed.
        case circle
        /// A credential of the configuration cannot be read.
        case noCredential
    }

    package let kind: Kind
    /// Whether some of the request may have reached the service.
    package let mayHaveArrived: Bool
    package let description: String

    package init(_ kind: Kind, mayHaveArrived: Bool, _ description: String) {
        self.kind = kind
        self.mayHaveArrived = mayHaveArrived
        self.description = description
    }

    /// A 508 (RFC 5842 section 7.2).
    static let circle = UpstreamFailure(
        .circle, mayHaveArrived: false,
        "the upstream answered 508: its address leads back to a gateway that the request has passed, this one or another; "
            + "set the gateway's upstream to the address of the service itself")
}
