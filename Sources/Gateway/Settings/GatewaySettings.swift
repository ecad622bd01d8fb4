package import JSON
import SCIM

/// What a gateway is told: which service is behind it, and how it deals with it.
package struct GatewaySettings: Sendable, Equatable {
    package enum Credentials: Sendable, Equatable {
        case bearer(SecretReference)
        case basic(user: String, SecretReference)
        case header(name: String, SecretReference)

        var secret: SecretReference {
            switch self {
            case .bearer(let secret), .basic(_, let secret), .header(_, let secret): secret
            }
        }
    }

    package enum Bulk: String, Sendable, CaseIterable {
        /// Passed on as it is, each operation on record by itself.
        case forward
        /// Answered with 501, and announced as not supported.
        case refuse
    }

    package struct Timeouts: Sendable, Equatable {
        package var connect = Duration.seconds(5)
        /// How long the upstream may take to begin its answer, and to go on with it.
        package var answer = Duration.seconds(30)
    }

    /// A word that stands in paths and namespaces.
    package let name: String
    package var upstream: UpstreamAddress
    /// What is shown to the upstream instead of what the client shows; nil to pass that on.
    package var credentials: Credentials?
    /// The log that the records go to.
    package var log = "main"
    /// Names of the tokens that may use it; empty for every token with the scope.
    package var tokens: [String] = []
    /// The host name under which it is found at the root; nil for none.
    package var host: String?
    /// The path under which it is found beside `/gateway/NAME`; nil for none.
    package var path: String?
    package var bulk = Bulk.forward
    package var timeouts = Timeouts()
    /// Attributes that change by themselves, and are not looked at: a name, or one with its URN.
    package var ignore: [String] = []
    /// Bytes of a request that writes, and of a state that is read.
    package var body = 16 << 20
    /// Connections to the upstream.
    package var connections = 64
    /// PEM file of the authorities that the upstream's certificate is checked against; nil for those of the system.
    package var authorities: String?

    package init(name: String, upstream: UpstreamAddress) {
        self.name = name
        self.upstream = upstream
    }

    /// Whose ids those of the upstream are, and the source of the records. No other door lets a record in that says so.
    package var namespace: String { Self.namespacePrefix + name }

    /// The attributes that are not looked at, letter case aside.
    var ignored: Set<String> { Set(ignore.map(\.caseFolded)) }

    /// A state without the attributes that are not looked at.
    func shown(_ state: JSONObject) -> JSONObject {
        guard !ignore.isEmpty else { return state }
        let ignored = ignored
        let members = state.members.compactMap { name, value -> (String, JSONValue)? in
            if ignored.contains(name.caseFolded) { return nil }
            guard name.lowercased().hasPrefix("urn:"), let inner = value.objectValue else { return (name, value) }
            let rest = inner.members.filter { !ignored.contains("\(name):\($0.name)".caseFolded) }
            return (name, .object(JSONObject(distinct: rest)))
        }
        return JSONObject(members)
    }

    /// Why what the gateway shows its service cannot be read; nil when it can.
    package var credentialFault: String? {
        guard let secret = credentials?.secret, secret.usable() == nil else { return nil }
        return "\(secret) is not there, or holds no single line of visible characters"
    }

    package static let namespacePrefix = "gateway:"
}

/// What is wrong with a gateway's settings: where, and what to do.
package struct SettingsFault: Error, Equatable, CustomStringConvertible {
    package let place: String
    package let reason: String
    package var description: String { "\(place): \(reason)" }

    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }
}

extension GatewaySettings {
    /// The settings as JSON, in the form in which they are read.
    ///
    /// - Parameter secrets: whether literal secrets stand in it; else `withheld` does.
    /// - Returns: one gateway of the list.
    package func json(secrets: Bool = false) -> JSONObject {
        var object = JSONObject([("name", .string(name)), ("upstream", .string(upstream.text))])
        object["credentials"] = credentials.map { credentials in
            func show(_ secret: SecretReference) -> JSONValue { secrets ? secret.kept : secret.shown }
            return switch credentials {
            case .bearer(let secret): ["bearer": show(secret)]
            case .basic(let user, let secret): ["basic": ["user": .string(user), "password": show(secret)]]
            case .header(let name, let secret): ["header": ["name": .string(name), "value": show(secret)]]
            }
        }
        if log != "main" { object["log"] = .string(log) }
        if !tokens.isEmpty { object["tokens"] = .array(tokens.map { .string($0) }) }
        object["host"] = host.map { .string($0) }
        object["path"] = path.map { .string($0) }
        if bulk != .forward { object["bulk"] = .string(bulk.rawValue) }
        if !ignore.isEmpty { object["ignore"] = .array(ignore.map { .string($0) }) }
        let standard = GatewaySettings(name: name, upstream: upstream)
        if timeouts != standard.timeouts {
            object["timeouts"] = [
                "connect": .int(Int(timeouts.connect.components.seconds)),
                "answer": .int(Int(timeouts.answer.components.seconds)),
            ]
        }
        if body != standard.body || connections != standard.connections {
            object["limits"] = ["body": .int(body), "connections": .int(connections)]
        }
        object["tls"] = authorities.map { ["ca-file": .string($0)] }
        return object
    }
}
