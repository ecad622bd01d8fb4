import Evidence
import JSON

extension Setting {
    static let reports = [
        Setting(
            name: "reports.privileged",
            help: "names of privileged roles, groups and permissions, a star standing for anything "
                + "(\(ReportSettings().privileged.joined(separator: ", ")))",
            form: "names with commas between them", isList: true,
            apply: { configuration, text in
                let names = list(text)
                guard !names.isEmpty, names.count <= 100 else { return false }
                configuration.reports.privileged = names
                return true
            }, show: { $0.reports.privileged.joined(separator: ",") }),
        Setting(
            name: "reports.separation", help: "what nobody may hold together (none)",
            form: "a list of rules, each with name, left and right, the last two lists of names", isTree: true,
            fault: { text in
                do throws(RuleFault) {
                    _ = try rules(text)
                    return nil
                } catch { return error.reason }
            },
            apply: { configuration, text in
                guard let rules = try? rules(text) else { return false }
                configuration.reports.separation = rules
                return true
            },
            show: { configuration in
                let rules = configuration.reports.separation
                return rules.isEmpty ? "" : JSONValue.array(rules.map(json)).text
            }),
    ]

    private struct RuleFault: Error { let reason: String }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }

    private static func json(_ rule: ReportSettings.Separation) -> JSONValue {
        [
            "name": .string(rule.name), "left": .array(rule.left.map(JSONValue.string)),
            "right": .array(rule.right.map(JSONValue.string)),
        ]
    }

    private static func rules(_ text: String) throws(RuleFault) -> [ReportSettings.Separation] {
        if text.isEmpty { return [] }
        guard text.utf8.count <= 256 << 10, let value = try? JSONValue(parsing: text) else {
            throw RuleFault(reason: "must be a list of rules, at most 256 KiB of JSON")
        }
        if value.isNull { return [] }
        guard let items = value.arrayValue, items.count <= 100 else {
            throw RuleFault(reason: "must be a list of 100 rules at most")
        }
        var rules: [ReportSettings.Separation] = []
        for (place, item) in items.enumerated() {
            guard case .object(let object) = item,
                object.members.allSatisfy({ ["name", "left", "right"].contains($0.name) }),
                let name = item["name"]?.stringValue, !name.isEmpty,
                let left = names(item["left"]), let right = names(item["right"])
            else {
                throw RuleFault(
                    reason:
                        "[\(place)] must have name, a text, and left and right, lists of 1 to 100 names, and nothing else"
                )
            }
            rules.append(ReportSettings.Separation(name: name, left: left, right: right))
        }
        return rules
    }

    private static func names(_ value: JSONValue?) -> [String]? {
        guard let items = value?.arrayValue, (1...100).contains(items.count) else { return nil }
        let names = items.compactMap(\.stringValue).filter { !$0.isEmpty }
        return names.count == items.count ? names : nil
    }
}
