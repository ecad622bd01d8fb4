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
            let changes = names.map { Change(path: $0, before: value(before[$0]), after: value(after[$0])) }
            let subject = Party(type: "resource", id: "configuration", namespace: "muster")
            try await main.record(
                Record(action: .configurationChange, subject: subject, changes: changes), by: .muster, key: nil)
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

    private static func value(_ text: String?) -> JSONValue? {
        guard let text, !text.isEmpty else { return nil }
        return .string(text)
    }

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
