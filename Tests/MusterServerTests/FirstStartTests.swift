import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct FirstStartTests {
    @Test func makesLogMainAndATokenThatWorks() async throws {
        let folder = try TemporaryFolder()
        try await TestServer.with(folder) { muster in
            #expect(muster.server.isFirstStart)
            #expect(muster.token.hasPrefix("muster_"))
            #expect(try folder.mode(of: "data/bootstrap-token") == 0o600)
            #expect(try folder.mode(of: "data/tokens/main.json") == 0o600)
            #expect(try folder.mode(of: "data") == 0o700)
            let log = try await muster.send(.get, "/v1/logs/main")
            #expect(log.status == 200)
            #expect(log.json?["origin"]?.stringValue?.hasSuffix("/logs/main") == true)
            let hashes = try String(contentsOfFile: folder.path + "/data/tokens/main.json", encoding: .utf8)
            #expect(!hashes.contains(muster.token))
        }
    }

    /// What is shown to be typed works as it stands: the program as it was called, words quoted.
    @Test func theGreetingCanBeTyped() async throws {
        let folder = try TemporaryFolder()
        var configuration = Configuration()
        configuration.data = folder.path + "/data"
        try await TestServer.with(folder) { _ in }
        let text = Greeting(configuration: configuration, program: "./a b").text(port: 1)
        #expect(text.contains("| ./a b append"))
        #expect(text.contains("  ./a b history bjensen"))
        #expect(text.contains(Greeting.example))
        let record = try Record(json: try JSONValue(parsing: Greeting.example))
        #expect(record.subject.name == "bjensen")
        let readme = try String(contentsOfFile: "README.md", encoding: .utf8)
        let shown = try JSONValue(parsing: readme.split(separator: "echo '")[1].split(separator: "'")[0].description)
        #expect(shown == (try JSONValue(parsing: Greeting.example)), "README and greeting tell of the same record")
    }

    @Test func aProgramIsNamedAsItCanBeCalled() throws {
        let folder = try TemporaryFolder()
        let program = try folder.write("#!/bin/sh\n", to: "muster")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        #expect(ProgramName.text(started: program, path: "/nowhere:\(folder.path)") == "muster")
        #expect(ProgramName.text(started: program, path: "/nowhere") == program)
        #expect(ProgramName.text(started: "muster", path: "/nowhere") == "muster")
        #expect(ProgramName.text(started: "./a b/muster", path: folder.path) == "'./a b/muster'")
    }

    @Test func publicEntriesNameLogsThatThereAre() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: ConfigurationError.self) {
            try await TestServer.with(folder, configure: { $0.publicEntries = ["main", "nosuchlog"] }) { _ in }
        }
        #expect(error?.description.contains("nosuchlog") == true && error?.description.contains("main") == true)
    }

    @Test func laterStartsReuseEverything() async throws {
        let folder = try TemporaryFolder()
        let (first, origin) = try await TestServer.with(folder) { muster in
            _ = try await muster.post(goodRecord("e-1"))
            return (muster.token, try await muster.send(.get, "/v1/logs/main").json?["vkey"])
        }
        try await TestServer.with(folder) { muster in
            #expect(!muster.server.isFirstStart)
            #expect(muster.token == first)
            let log = try await muster.send(.get, "/v1/logs/main")
            #expect(log.json?["vkey"] == origin)
            let again = try await muster.post(goodRecord("e-1"))
            #expect(again.status == 200)
            let new = try await muster.post(goodRecord("e-2"))
            #expect(new.status == 201)
        }
    }

    @Test func configurationChangesAreRecordedOnce() async throws {
        let folder = try TemporaryFolder()
        let size = try await TestServer.with(folder) { try $0.recorder.committedSize() }
        let again = try await TestServer.with(folder) { try $0.recorder.committedSize() }
        #expect(size == again)
        let changed = try await TestServer.with(folder, configure: { $0.limits.batch = 17 }) { muster in
            let last = try muster.lastRecord()
            #expect(last.action == .configurationChange)
            #expect(last.changes.map(\.path) == ["limits.batch"])
            #expect(last.changes.first?.before == "10000" && last.changes.first?.after == "17")
            return try muster.recorder.committedSize()
        }
        #expect(changed == size + 1)
    }
}
