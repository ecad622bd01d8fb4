import Dispatch
import DurableFiles
import Foundation
import JSON
import Ledger
import Recorder
import Records
import Testing
import TransparencyLog

@Suite struct RecorderTests {
    let folder = TemporaryFolder()

    static var settings: Ledger.Settings {
        var settings = Ledger.Settings()
        settings.publicationInterval = .milliseconds(5)
        settings.storage.segmentSize = 1 << 20
        return settings
    }

    func create() async throws -> Recorder {
        try await Recorder.create(name: "main", origin: "log.example/main", data: folder.path, settings: Self.settings)
    }

    func open() async throws -> Recorder {
        try await Recorder.open(name: "main", data: folder.path, settings: Self.settings)
    }

    static func record(_ number: Int, title: String = "Clerk") -> Record {
        Record(
            action: .userUpdate, source: "hr",
            actor: Party(type: "service", id: "hr", name: "HR sync", address: "10.0.0.4"),
            subject: Party(type: "user", id: "u-\(number % 7)", name: "user\(number % 7)"),
            resources: [Party(type: "group", id: "g-1", name: "Auditors")],
            changes: [Change(path: "title", before: .string("none"), after: .string(title))], reason: "move \(number)",
            recordedBy: "hr")
    }

    @Test func aNewLogBeginsWithItsGenesisPublished() async throws {
        let recorder = try await create()
        #expect(recorder.committedSize() == 1)
        #expect(recorder.publishedCheckpoint().size == 1)
        let genesis = try #require(try recorder.committed(from: 0, limit: 1).first?.entry.genesis)
        #expect(genesis.origin == "log.example/main")
        #expect(genesis.key == recorder.verifierKey.description)
        await recorder.close()
        await #expect(throws: RecorderError.self) { try await create() }
    }

    @Test func recordsComeBackAsTheyWereFromMemoryAndFromDisk() async throws {
        var recorder = try await create()
        let records = (0..<600).map { Self.record($0) }
        for start in stride(from: 0, to: 600, by: 50) {
            let outcomes = try await recorder.append(records[start..<start + 50].map { Submission(record: $0) })
            #expect(outcomes.map(\.index) == (start..<start + 50).map { UInt64($0 + 1) })
        }
        let fresh = try recorder.committed(from: 1, limit: 1000)
        #expect(
            zip(fresh, records).allSatisfy {
                $0.record?.subject.name == $1.subject.name && $0.record?.reason == $1.reason
            })
        await recorder.close()
        recorder = try await open()
        var found: [CommittedRecord] = []
        while found.count < 600 { found += try recorder.committed(from: UInt64(found.count + 1), limit: 1000) }
        for (old, new) in zip(found, fresh) { try #require(old.record == new.record, "entry \(old.index)") }
        #expect(found.map(\.entry) == fresh.map(\.entry))
        #expect(found.allSatisfy { $0.unreadable.isEmpty })
        await recorder.close()
    }

    @Test func nothingClearReachesLogWriteAheadOrState() async throws {
        let recorder = try await create()
        let secret = "Wilhelmina-Unmistakable"
        var record = Self.record(1)
        record.subject.name = secret
        record.reason = secret
        record.actor?.name = secret
        record.changes = [Change(path: "title", before: .string(secret), after: .string("x"))]
        _ = try await recorder.append([Submission(record: record, idempotencyKey: secret)], acknowledge: .published)
        await recorder.close()
        let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        #expect(files.count > 8)
        for file in files {
            guard let bytes = try? Data(contentsOf: URL(filePath: folder.path + "/" + file)) else { continue }
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
        }
    }

    @Test func retriesAreRecognisedAcrossRestartsAndLostState() async throws {
        var recorder = try await create()
        let first = Submission(record: Self.record(1), idempotencyKey: "hr-1")
        #expect(try await recorder.append([first]) == [.recorded(1)])
        for wipe in [false, true] {
            await recorder.close()
            if wipe { try FileManager.default.removeItem(atPath: folder.path + "/state/main") }
            recorder = try await open()
            var retry = first
            retry.record.request = "another request"
            #expect(try await recorder.append([retry]) == [.duplicate(1)])
            #expect(
                try await recorder.append([Submission(record: Self.record(1, title: "Auditor"), idempotencyKey: "hr-1")]
                )
                    == [.conflict(1)])
            var other = first
            other.record.source = "another source"
            #expect(try await recorder.append([other, other]).last == .duplicate(wipe ? 2 : 2))
        }
        #expect(recorder.committedSize() == 3)
        await recorder.close()
    }

    @Test func stampedRetriesFromAnotherAddressAreTheSame() async throws {
        let recorder = try await create()
        for (number, address) in ["10.0.0.1", "10.0.0.2"].enumerated() {
            var record = Record(action: .userCreate, subject: Party(type: "user", id: "u-1"))
            try Caller(token: "hr", canAttest: false, address: address, agent: nil, request: "r\(number)").stamp(
                &record)
            let outcome = try await recorder.append([Submission(record: record, idempotencyKey: "k")])
            #expect(outcome == [number == 0 ? .recorded(1) : .duplicate(1)])
        }
        await recorder.close()
    }

    @Test func onlyAnAttestingCallerNamesAnotherActor() throws {
        func stamped(_ actor: Party?, attest: Bool) throws -> Record {
            var record = Record(action: .userCreate, actor: actor, subject: Party(type: "user", id: "u"))
            try Caller(token: "hr", canAttest: attest, address: "10.0.0.1", agent: "a/1", request: "r").stamp(&record)
            return record
        }
        #expect(try stamped(nil, attest: false).actor?.id == "hr")
        #expect(try stamped(nil, attest: false).recordedBy == "hr")
        #expect(throws: Caller.NotAttesting.self) { try stamped(Party(type: "user", id: "boss"), attest: false) }
        #expect(try stamped(Party(type: "user", id: "boss"), attest: true).actor?.id == "boss")
        #expect(try stamped(Party(type: "user", id: "boss"), attest: true).recordedBy == "hr")
    }

    @Test func keysOfAnotherLogAreRefused() async throws {
        await (try await create()).close()
        let other = TemporaryFolder()
        await
            (try await Recorder.create(
                name: "main", origin: "log.example/main", data: other.path, settings: Self.settings)).close()
        for name in ["index.key", "master.key", "subjects", "signing.key"] {
            let path = folder.path + "/keys/main/" + name
            let mine = try Data(contentsOf: URL(filePath: path))
            try Data(contentsOf: URL(filePath: other.path + "/keys/main/" + name)).write(to: URL(filePath: path))
            await #expect(throws: RecorderError.self, "\(name)") { try await open() }
            try mine.write(to: URL(filePath: path))
        }
        try FileManager.default.removeItem(atPath: folder.path + "/keys/main/master.key")
        await #expect(throws: RecorderError.self) { try await open() }
    }

    @Test(arguments: ["", "Main", "a/b", "..", "-a", String(repeating: "a", count: 65)])
    func badNamesAreRefused(name: String) async throws {
        await #expect(throws: RecorderError.self) {
            try await Recorder.create(name: name, origin: "o", data: folder.path, settings: Self.settings)
        }
    }
}
