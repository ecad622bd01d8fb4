import Gateway
import JSON

extension Setting {
    static let gateways = [
        Setting(
            name: "gateways", help: "auditing gateways in front of other SCIM services (none)",
            form: "a list of gateways, each with name and upstream", isTree: true,
            fault: { text in
                do throws(SettingsFault) {
                    _ = try read(text)
                    return nil
                } catch { return "\(error)" }
            },
            apply: { configuration, text in
                guard let list = try? read(text) else { return false }
                configuration.gateways = list
                return true
            },
            show: { configuration in
                let list = configuration.gateways
                return list.isEmpty ? "" : JSONValue.array(list.map { .object($0.told) }).text
            })
    ]

    private static func read(_ text: String) throws(SettingsFault) -> [GatewaySettings] {
        if text.isEmpty { return [] }
        guard text.utf8.count <= 256 << 10, let value = try? JSONValue(parsing: text) else {
            throw SettingsFault(place: "gateways", reason: "must be a list of gateways, at most 256 KiB of JSON")
        }
        return value.isNull ? [] : try SettingsReader.list(value)
    }
}
