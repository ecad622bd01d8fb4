package import JSON
package import Recorder

/// A SCIM request as the HTTP door hands it over, authenticated and authorised already.
package struct SCIMRequest: Sendable {
    /// The HTTP method in capitals.
    package var method: String
    /// What follows the service's base path, percent-decoded: `/Users/2819c223`.
    package var path: String
    /// Parameters, percent-decoded, in order.
    package var query: [(String, String)]
    /// Header fields by name in lower case.
    package var headers: [String: String]
    package var body: [UInt8]
    package var caller: Caller
    /// The service's own address without a slash at the end, for locations: `http://127.0.0.1:8085/scim/v2`.
    package var baseURL: String
    package var limits: SCIMLimits
    /// The body when it was read already, as that of a bulk operation.
    package var content: JSONValue?
    /// The id of the resource if one is made; nil for one of the directory's choice.
    package var newID: String?
    /// What the records of the request are bound together by; in a bulk request with the operation's number behind it.
    package var transaction: String

    /// Whether the method is one that changes something.
    var isWrite: Bool { ["POST", "PUT", "PATCH", "DELETE"].contains(method) }

    package init(
        method: String, path: String, query: [(String, String)] = [], headers: [String: String] = [:],
        body: [UInt8] = [], caller: Caller, baseURL: String, limits: SCIMLimits = SCIMLimits(),
        operation: Int? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.caller = caller
        self.baseURL = baseURL
        self.limits = limits
        transaction = caller.request
    }
}
