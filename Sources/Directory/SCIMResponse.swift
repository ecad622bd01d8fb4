package import JSON
package import SCIM

/// The answer to a SCIM request; a body is `application/scim+json` always.
package struct SCIMResponse: Sendable {
    package var status: Int
    /// Header fields in the order in which they are to be sent.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], json: JSONValue? = nil) {
        self.status = status
        self.headers = headers
        body = []
        if let json {
            body = json.bytes
            self.headers.insert(("Content-Type", "application/scim+json"), at: 0)
        }
    }

    /// The Error message of RFC 7644 section 3.12.
    package init(_ error: SCIMError, headers: [(name: String, value: String)] = []) {
        self.init(status: error.status, headers: headers, json: error.json)
    }

    /// The first header field of that name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.isSameName(as: name) }?.value
    }
}
