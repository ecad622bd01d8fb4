import Gateway
import JSON

extension GatewaysDoor {
    /// What a gateway's settings rest on and is not so: nil when all is.
    func warnings(of settings: GatewaySettings) -> JSONValue? {
        var warnings = settings.credentialFault.map { ["its credentials cannot be read: \($0)"] } ?? []
        if let astray = gateways.astray(settings, own: own) { warnings.append(astray) }
        if settings.credentials != nil, settings.upstream.scheme == "http", !settings.upstream.isOnThisMachine {
            warnings.append("its upstream is asked without TLS: the credentials go over the network in clear")
        }
        let tokens = logs.log(named: settings.log)?.tokens
        for name in settings.tokens {
            let token = tokens?.token(named: name)
            if token == nil {
                warnings.append("no token of the log \(settings.log) has the name \(name)")
            } else if token?.state != .active {
                warnings.append("the token \(name) is revoked")
            } else if token?.scopes.contains(.gateway) != true {
                warnings.append("the token \(name) has not the scope gateway")
            }
        }
        return warnings.isEmpty ? nil : .array(warnings.map { .string($0) })
    }
}
