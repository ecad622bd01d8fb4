import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct DataDirectoryTests {
    @Test func isHeldByOneProcess() throws {
        let folder = try TemporaryFolder()
        let held = try DataDirectory(path: folder.path + "/data")
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: folder.path + "/data") }
        #expect(error?.description.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
        #expect(DataDirectory.holder(of: held.path) == ProcessInfo.processInfo.processIdentifier)
    }

    @Test(arguments: [
        ("muster-data version 2\n", "use a newer Muster"), ("muster-data version 0\n", "migrate"),
        ("something\n", "unknown"), ("", "unknown"),
    ]) func refusesOtherFormats(_ text: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        _ = try folder.write(text, to: "format")
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: folder.path) }
        #expect(error?.description.contains(words) == true && error?.description.contains("version 1") == true)
    }

    @Test func refusesAFolderOfSomethingElse() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("x", to: "photos.zip")
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: folder.path) }
        #expect(error?.description.contains("photos.zip") == true)
    }

    /// A directory of Muster's that lost its file `format` is not taken for somebody else's.
    @Test(arguments: [(true, "muster-data version 1"), (false, "muster-tlog version 1")])
    func aLostFormatFileIsTold(_ hasTokens: Bool, _ line: String) throws {
        let folder = try TemporaryFolder()
        for part in ["logs", "wal", "lock", "keys"] + (hasTokens ? ["tokens"] : []) {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + part, withIntermediateDirectories: false)
        }
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: folder.path) }
        #expect(error?.description.contains(line) == true && error?.description.contains("missing") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/format"))
    }

    @Test func namesAFileInTheWay() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("x", to: "file")
        let error = #expect(throws: DataDirectoryError.self) { try DataDirectory(path: file) }
        #expect(error?.description.contains(file) == true)
    }

    @Test func removesWhatAnInterruptedCreationLeft() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { _ in }
        for part in ["logs", "wal", "state", "lock", "keys", "catalog"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/data/\(part)/half", withIntermediateDirectories: true)
        }
        _ = try folder.write("", to: "data/unfinished-half")
        try await TestServer.with(folder) { muster in
            let logs = try await muster.send(.get, "/v1/logs")
            #expect(logs.json?["logs"]?.arrayValue?.count == 1)
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/data/keys/half"))
            let again = try await muster.send(.post, "/v1/logs", json: ["name": "half", "origin": "x.example/half"])
            #expect(again.status == 201)
        }
    }
}
