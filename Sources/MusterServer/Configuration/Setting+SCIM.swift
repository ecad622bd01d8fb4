package import Directory
import JSON
import SCIM

extension Setting {
    static let scim = [
        Setting(
            name: "scim.strict", help: "take what RFC 7643 and 7644 say, and no dialect of a provider (false)",
            form: "true or false",
            apply: { configuration, text in
                guard let value = Bool(text) else { return false }
                configuration.scim.strict = value
                return true
            }, show: { "\($0.scim.strict)" }),
        Setting(
            name: "scim.bulk-operations", help: "most operations of one bulk request (1000)",
            form: "a whole number from 1 to 10000", apply: size(\.scim.bulkOperations, 1...10_000),
            show: { "\($0.scim.bulkOperations)" }),
        Setting(
            name: "scim.max-results", help: "most resources of one page of a list (1000)",
            form: "a whole number from 1 to 10000", apply: size(\.scim.maxResults, 1...10_000),
            show: { "\($0.scim.maxResults)" }),
        Setting(
            name: "scim.filter-comparisons",
            help: "most comparisons of one search whose filter no index answers (10000000)",
            form: "a whole number from 1000 to 1000000000",
            apply: size(\.scim.filterComparisons, 1_000...1_000_000_000), show: { "\($0.scim.filterComparisons)" }),
        Setting(
            name: "scim.cursor-timeout", help: "how long the next page of a list can be asked for (1h)",
            form: "a duration from 1s to 24h", apply: duration(\.scim.cursorTimeout, .seconds(1) ... .seconds(86_400)),
            show: { text($0.scim.cursorTimeout) }),
        tree(
            name: "scim.extensions", help: "schemas that extend User, Group or a type of one's own (none)",
            form: "a list of schemas, each with schema, name and attributes", \.extensions),
        tree(
            name: "scim.resource-types", help: "resource types beside User and Group (none)",
            form: "a list of types, each with name, endpoint, schema and attributes", \.types),
    ]

    private static func tree(
        name: String, help: String, form: String, _ part: any WritableKeyPath<CustomSchemas, JSONValue> & Sendable
    ) -> Setting {
        Setting(
            name: name, help: help, form: form, isTree: true,
            fault: { text in
                do throws(CustomSchemas.Fault) {
                    _ = try CustomSchemas.list(text, name)
                    return nil
                } catch { return "\(error)" }
            },
            apply: { configuration, text in
                guard let list = try? CustomSchemas.list(text, name) else { return false }
                configuration.scim.custom[keyPath: part] = list
                return true
            },
            show: { configuration in
                let list = configuration.scim.custom[keyPath: part]
                return list == [] ? "" : list.text
            })
    }
}

extension Configuration {
    /// What the SCIM services are opened with. The custom schemas were checked by `check()`.
    package var scimSettings: SCIMSettings {
        var settings = SCIMSettings()
        settings.types = (try? scim.custom.resourceTypes()) ?? .standard
        settings.leniency = scim.strict ? .none : .providers
        settings.bulkOperations = scim.bulkOperations
        settings.maxResults = scim.maxResults
        settings.defaultResults = min(settings.defaultResults, scim.maxResults)
        settings.filterComparisons = scim.filterComparisons
        settings.cursorTimeout = Int(scim.cursorTimeout.components.seconds)
        return settings
    }
}
