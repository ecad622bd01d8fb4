import DurableFiles
import JSON
import Recorder
import Records

/// Records what changed in the configuration since the start before, as an `admin` entry of log `main`.
///
/// `configuration.json` holds the settings that were recorded last; before the first start, the defaults count.
enum ConfigurationRecord {
    static func update(_ configuration: Configuration, data: DataDirectory, logs: OpenLogs) async throws {
        let before = try read(data.configurationFile) ?? settings(of: Configuration())
        let after = settings(of: configuration)
        let names = Setting.all.map(\.name).filter { (before[$0] ?? "") != (after[$0] ?? "") }
        if !names.isEmpty, let main = logs.log(named: "main") {
            let changed = names.flatMap { changes($0, before[$0] ?? "", after[$0] ?? "") }
            let subject = Party(type: "resource", id: "configuration", namespace: "muster")
            try await main.record(
                Record(action: .configurationChange, subject: subject, changes: changed), by: .muster, key: nil)
        }
        let members = Setting.all.map { ($0.name, JSONValue.string(after[$0.name] ?? "")) }
        do throws(FileError) {
            try DurableFile.write(
                JSONValue.object(JSONObject(members)).bytes, to: data.configurationFile, mode: 0o600)
        } catch { throw DataDirectoryError.file(error) }
    }

    static func settings(of configuration: Configuration) -> [String: String] {
        Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.name, $0.show(configuration)) })
    }

    /// What changed of a setting: of a list whose items have names, item by item.
    static func changes(_ name: String, _ before: String, _ after: String) -> [Change] {
        guard let old = items(before), let new = items(after) else {
            return [Change(path: name, before: value(before), after: value(after))]
        }
        let names = old.map(\.name) + new.map(\.name).filter { item in !old.contains { $0.name == item } }
        let changes = names.compactMap { item -> Change? in
            let (a, b) = (old.first { $0.name == item }?.value, new.first { $0.name == item }?.value)
            return a == b ? nil : Change(path: "\(name)[name eq \(JSONValue.string(item).text)]", before: a, after: b)
        }
        return changes.isEmpty ? [Change(path: name, before: value(before), after: value(after))] : changes
    }

    /// The items of such a list by their names; nil for a text that is none.
    private static func items(_ text: String) -> [(name: String, value: JSONValue)]? {
        if text.isEmpty { return [] }
        guard text.hasPrefix("[{"), let list = (try? JSONValue(parsing: text))?.arrayValue else { return nil }
        let items = list.compactMap { item in item["name"]?.stringValue.map { (name: $0, value: item) } }
        return items.count == list.count && Set(items.map(\.name)).count == items.count ? items : nil
    }

    private static func value(_ text: String) -> JSONValue? { text.isEmpty ? nil : .string(text) }

    private static func read(_ path: String) throws -> [String: String]? {
        guard let bytes = try DurableFile.read(path, limit: 1 << 20) else { return nil }
        guard let object = try? JSONValue(parsing: bytes).objectValue else {
            throw DataDirectoryError.damaged(path: path, reason: "it is not a JSON object of settings")
        }
        return Dictionary(
            object.members.compactMap { member in member.value.stringValue.map { (member.name, $0) } },
            uniquingKeysWith: { _, last in last })
    }
}
