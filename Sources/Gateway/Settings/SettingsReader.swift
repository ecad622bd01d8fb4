package import JSON

/// Reads the settings of gateways, every key checked: a slip would be found by nobody before the first write is lost.
package struct SettingsReader {
    private let object: JSONObject
    private let place: String

    /// What a gateway's mapping may hold.
    package static let keys = [
        "name", "upstream", "credentials", "log", "tokens", "host", "path", "bulk", "timeouts", "limits", "tls",
        "ignore",
    ]

    private init(_ value: JSONValue, place: String, keys: [String]) throws(SettingsFault) {
        guard case .object(let object) = value else { throw SettingsFault(place: place, reason: "must be a mapping") }
        for name in object.names where !keys.contains(name) {
            throw SettingsFault(
                place: "\(place).\(name.prefix(64))",
                reason: "is no key here; known are \(keys.joined(separator: ", "))")
        }
        self.object = object
        self.place = place
    }

    /// All gateways of a list.
    package static func list(_ value: JSONValue, place: String = "gateways") throws(SettingsFault) -> [GatewaySettings]
    {
        guard let items = value.arrayValue else { throw SettingsFault(place: place, reason: "must be a list") }
        guard items.count <= 100 else { throw SettingsFault(place: place, reason: "has more than 100 gateways") }
        var list: [GatewaySettings] = []
        for (number, item) in items.enumerated() { list.append(try one(item, place: "\(place)[\(number)]")) }
        try check(list, place: place)
        return list
    }

    /// Refuses gateways that would be found at the same place.
    package static func check(_ list: [GatewaySettings], place: String = "gateways") throws(SettingsFault) {
        var (names, hosts): (Set<String>, Set<String>) = ([], [])
        var paths: [String] = []
        for (number, settings) in list.enumerated() {
            let here = "\(place)[\(number)]"
            guard names.insert(settings.name).inserted else {
                throw SettingsFault(place: "\(here).name", reason: "is the name of another gateway: \(settings.name)")
            }
            if let host = settings.host, !hosts.insert(host).inserted {
                throw SettingsFault(place: "\(here).host", reason: "is the host of another gateway: \(host)")
            }
            guard let path = settings.path else { continue }
            guard !paths.contains(where: { (path + "/").hasPrefix($0 + "/") || ($0 + "/").hasPrefix(path + "/") })
            else { throw SettingsFault(place: "\(here).path", reason: "leads to another gateway too: \(path)") }
            paths.append(path)
        }
    }

    package static func one(_ value: JSONValue, place: String) throws(SettingsFault) -> GatewaySettings {
        let reader = try SettingsReader(value, place: place, keys: keys)
        guard let name = reader.object["name"]?.stringValue, isName(name) else {
            throw reader.fault("name", "is required: 1 to 40 of a-z, 0-9 and -, beginning with a letter, such as app")
        }
        guard let text = reader.object["upstream"]?.stringValue else {
            throw reader.fault(
                "upstream", "is required: the base address of a SCIM service, https://app.example/scim/v2")
        }
        guard let address = UpstreamAddress(text) else {
            throw reader.fault("upstream", UpstreamAddress.fault(of: text))
        }
        var settings = GatewaySettings(name: name, upstream: address)
        settings.credentials = try reader.credentials()
        settings.log = try reader.text("log") ?? settings.log
        settings.tokens = try reader.texts("tokens")
        settings.ignore = try reader.texts("ignore")
        settings.host = try reader.host()
        settings.path = try reader.path()
        if let bulk = try reader.text("bulk") {
            guard let bulk = GatewaySettings.Bulk(rawValue: bulk) else {
                throw reader.fault("bulk", "must be forward or refuse")
            }
            settings.bulk = bulk
        }
        if let value = reader.object["timeouts"] {
            let inner = try SettingsReader(value, place: "\(place).timeouts", keys: ["connect", "answer"])
            settings.timeouts.connect = .seconds(try inner.number("connect", 1...60) ?? 5)
            settings.timeouts.answer = .seconds(try inner.number("answer", 1...600) ?? 30)
        }
        if let value = reader.object["limits"] {
            let inner = try SettingsReader(value, place: "\(place).limits", keys: ["body", "connections"])
            settings.body = try inner.number("body", 1_024...(256 << 20)) ?? settings.body
            settings.connections = try inner.number("connections", 1...1_024) ?? settings.connections
        }
        if let value = reader.object["tls"] {
            let inner = try SettingsReader(value, place: "\(place).tls", keys: ["ca-file"])
            settings.authorities = try inner.text("ca-file")
        }
        return settings
    }

    private func credentials() throws(SettingsFault) -> GatewaySettings.Credentials? {
        guard let value = object["credentials"], !value.isNull else { return nil }
        let inner = try SettingsReader(value, place: "\(place).credentials", keys: ["bearer", "basic", "header"])
        guard inner.object.count == 1 else { throw fault("credentials", "must be one of bearer, basic and header") }
        if let bearer = inner.object["bearer"] { return .bearer(try inner.secret(bearer, "bearer")) }
        if let basic = inner.object["basic"] {
            let pair = try SettingsReader(basic, place: "\(inner.place).basic", keys: ["user", "password"])
            guard let user = try pair.text("user"), !user.contains(":"), let password = pair.object["password"] else {
                throw fault("credentials.basic", "needs user, without a colon, and password")
            }
            return .basic(user: user, try pair.secret(password, "password"))
        }
        let pair = try SettingsReader(
            inner.object["header"] ?? nil, place: "\(inner.place).header", keys: ["name", "value"])
        guard let name = try pair.text("name"), Self.isFieldName(name), let value = pair.object["value"] else {
            throw fault("credentials.header", "needs the name of a header field, and its value")
        }
        return .header(name: name, try pair.secret(value, "value"))
    }

    private func secret(_ value: JSONValue, _ key: String) throws(SettingsFault) -> SecretReference {
        if let text = value.stringValue {
            guard !text.isEmpty, text.utf8.count <= 16 << 10 else { throw fault(key, "must not be empty") }
            return .literal(text)
        }
        let inner = try SettingsReader(value, place: "\(place).\(key)", keys: ["env", "file"])
        if let name = try inner.text("env"), inner.object.count == 1 { return .environment(name) }
        if let path = try inner.text("file"), inner.object.count == 1 { return .file(path) }
        throw fault(key, "must be the secret, or {env: VARIABLE}, or {file: PATH}")
    }

    private func host() throws(SettingsFault) -> String? {
        guard var host = try text("host")?.lowercased() else { return nil }
        if host.hasSuffix(".") { host.removeLast() }
        let isHost = host.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E
        }
        guard isHost, host.utf8.count <= 253 else { throw fault("host", "must be a host name without a port") }
        // An address, or a name of this machine, is what the server itself is asked under.
        guard host != "localhost", host.split(separator: ".").last?.contains(where: \.isLetter) ?? false else {
            throw fault("host", "must be a name of the gateway's own: \(host) is the server's")
        }
        return host
    }

    /// Paths that are Muster's own.
    static let own = [
        "gateway", "scim", "v1", "logs", "console", "healthz", "readyz", "metrics", "openapi.json",
    ]

    private func path() throws(SettingsFault) -> String? {
        guard let path = try text("path") else { return nil }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = segments.dropFirst().allSatisfy { segment in
            !segment.isEmpty && !TargetForm.goesAstray(segment)
                && segment.utf8.allSatisfy {
                    (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || "-._~".utf8.contains($0)
                }
        }
        guard segments.count > 1, segments[0].isEmpty, isPlain, path.utf8.count <= 200 else {
            throw fault("path", "must be a path such as /apps/crm, without a slash at its end")
        }
        guard !Self.own.contains(segments[1].lowercased()) else {
            throw fault("path", "begins with /\(segments[1]), which is Muster's own: choose another")
        }
        return path
    }

    private func text(_ key: String) throws(SettingsFault) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.stringValue, (1...1_024).contains(text.utf8.count) else {
            throw fault(key, "must be a text of at most 1024 bytes")
        }
        return text
    }

    private func texts(_ key: String) throws(SettingsFault) -> [String] {
        guard let value = object[key], !value.isNull else { return [] }
        let texts = (value.arrayValue ?? []).compactMap(\.stringValue)
        guard texts.count == value.arrayValue?.count, texts.count <= 100 else {
            throw fault(key, "must be a list of at most 100 names")
        }
        return texts
    }

    private func number(_ key: String, _ range: ClosedRange<Int>) throws(SettingsFault) -> Int? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let number = value.intValue, range.contains(number) else {
            throw fault(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private func fault(_ key: String, _ reason: String) -> SettingsFault {
        SettingsFault(place: "\(place).\(key)", reason: reason)
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name.utf8.count <= 40 else { return false }
        return name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func isFieldName(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}
