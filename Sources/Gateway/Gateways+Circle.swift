/// Where an upstream is this very server.
extension Gateways {
    /// Why requests of a gateway would not get to a service, as far as settings tell; nil when they may.
    ///
    /// - Parameters:
    ///   - settings: of a gateway that is there.
    ///   - own: under which addresses the server is found.
    /// - Returns: words for an operator.
    package func astray(_ settings: GatewaySettings, own: OwnAddress) -> String? {
        if let passed = circle(settings, own: own) {
            let way = passed.map { ", through the gateway \($0)" }.joined()
            return "its upstream leads back to it\(way): what it passes on gets 508, so set it to the service itself"
        }
        guard own.contains(settings.upstream), gateway(at: settings.upstream, own: own) == nil,
            settings.upstream.path != "/scim", !settings.upstream.path.hasPrefix("/scim/")
        else { return nil }
        return "its upstream is this server, which has no SCIM service at that path"
    }

    /// The gateways between one and itself, in the order in which a request passes them; nil when it does not come back.
    private func circle(_ settings: GatewaySettings, own: OwnAddress) -> [String]? {
        var (passed, next): ([String], GatewaySettings?) = ([], gateway(at: settings.upstream, own: own))
        while let found = next {
            if found.name == settings.name { return passed }
            // A circle of others.
            guard !passed.contains(found.name) else { return nil }
            passed.append(found.name)
            next = gateway(at: found.upstream, own: own)
        }
        return nil
    }

    /// The gateway of this server that an address leads to.
    private func gateway(at address: UpstreamAddress, own: OwnAddress) -> GatewaySettings? {
        let list = settings.map(\.settings)
        if let found = list.first(where: { $0.host == address.host }),
            place(host: address.host, path: address.path + "/") != nil
        {
            return found
        }
        guard own.contains(address) else { return nil }
        let parts = address.path.split(separator: "/")
        let name = parts.first == "gateway" ? parts.dropFirst().first.map(String.init) : nil
        return list.first { $0.name == name ?? place(host: nil, path: address.path)?.name }
    }
}
