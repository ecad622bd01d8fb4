import Foundation

/// Vector files made by others. They are not part of the repository; tests that need them are skipped without them.
enum SharedData {
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["MUSTER_TEST_DATA"] { return URL(fileURLWithPath: path) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let beside = root.deletingLastPathComponent()
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: beside.path)) ?? []
        let found = folders.map { beside.appendingPathComponent($0).appendingPathComponent("data") }.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("vectors").path)
        }
        return found ?? root.appendingPathComponent("data")
    }()

    static let note: String =
        "vector files not found; set MUSTER_TEST_DATA to the folder that holds vectors/"

    static func isPresent(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    static func read<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: folder.appendingPathComponent(name)))
    }
}
