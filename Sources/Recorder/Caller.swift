package import Records

/// Who is behind a request, as far as Muster knows by itself.
package struct Caller: Sendable {
    /// The name of the token that was shown.
    package let token: String
    /// The source of records that name none, and so the namespace of their ids.
    package let source: String
    /// Whether the token may name another actor (scope `attest`).
    package let canAttest: Bool
    /// The network address of the peer.
    package let address: String?
    package let agent: String?
    /// The id of the request.
    package let request: String

    package init(
        token: String, source: String? = nil, canAttest: Bool, address: String?, agent: String?, request: String
    ) {
        self.token = token
        self.source = source ?? token
        self.canAttest = canAttest
        self.address = address
        self.agent = agent
        self.request = request
    }

    /// Another actor was named without the right to.
    package struct NotAttesting: Error, Equatable, CustomStringConvertible {
        /// The field that names somebody else.
        package let field: String
        package var description: String { "naming another actor than the token itself needs the scope 'attest'" }
    }

    /// The token as a party: the identity that its acts stand under.
    package var party: Party {
        Party(
            type: "service", id: token, namespace: "muster", name: token, address: address,
            agent: agent.map { String($0.prefix(512)) })
    }

    /// Sets what Muster alone may say: who recorded, in which request; and the actor and source where nobody else is named.
    package func stamp(_ record: inout Record) throws(NotAttesting) {
        record.recordedBy = token
        record.request = record.request ?? request
        record.source = record.source ?? source
        if let actor = record.actor {
            let identity = record.identity(of: actor)
            guard canAttest || identity == record.identity(of: party) else {
                throw NotAttesting(field: "actor")
            }
        } else {
            record.actor = party
        }
        if record.onBehalfOf != nil && !canAttest { throw NotAttesting(field: "onBehalfOf") }
    }
}
