/// Who a request comes from, once that is known: a token, or the operator at the control socket.
package struct Principal: Sendable {
    /// The token's name, as `recordedBy` and the default actor will say.
    package let name: String
    package let scopes: Set<Scope>
    /// The source of records that name none.
    package let source: String
    /// The log the token belongs to. The local operator chooses one with each request.
    package let log: String
    /// Whether this is the operator of the machine, through the control socket, and no token at all.
    package let isLocalOperator: Bool

    package init(name: String, scopes: Set<Scope>, source: String? = nil, log: String, isLocalOperator: Bool = false) {
        self.name = name
        self.scopes = scopes
        self.source = source ?? name
        self.log = log
        self.isLocalOperator = isLocalOperator
    }

    /// The name under which the operator of the machine is recorded; no token may take it.
    package static let localOperatorName = "local-operator"

    package func may(_ scope: Scope) -> Bool { scopes.contains(scope) }
}
