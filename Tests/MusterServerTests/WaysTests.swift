import DurableFiles
import Foundation
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing
import TransparencyLog

/// Backups, restores and recoveries as far as they can be tried without a process of their own.
@Suite struct WaysTests {
    static let now = Timestamp(milliseconds: 1_900_000_000_000)

    /// A closed data directory with the logs `main` and `payroll`.
    static func data(in folder: TemporaryFolder) async throws -> String {
        let path = folder.path + "/data"
        for name in ["main", "payroll"] {
            let recorder = try await Recorder.create(name: name, origin: "audit.test/\(name)", data: path)
            await recorder.close()
        }
        try DurableFile.makeFolder(path + "/tokens")
        try Data("muster-data version 1\n".utf8).write(to: URL(filePath: path + "/format"))
        return path
    }

    /// A successor whose installation ended after any number of its steps is completed by the next run.
    @Test(arguments: 0...7) func anInterruptedSuccessorIsCompleted(_ steps: Int) async throws {
        let folder = try TemporaryFolder()
        let data = try await Self.data(in: folder)
        let aside = data + "/set-aside/payroll-then"
        let note = try #require(try DurableFile.read(data + "/lock/payroll/checkpoint"))
        let last = try Checkpoint.unverified(note)
        let staging = data + "/successors/payroll"
        let made = try await Recorder.create(
            name: "payroll", origin: "audit.test/payroll-2", data: staging,
            succession: Recorder.Succession(
                predecessor: Genesis.Predecessor(origin: last.origin, size: last.size, root: last.root),
                gap: Gap(source: Gap.muster, from: Self.now, to: Self.now)))
        await made.close()
        try Data(aside.utf8).write(to: URL(filePath: staging + "/plan"))
        for part in ["logs", "wal", "state", "lock", "keys", "catalog"].prefix((steps + 1) / 2) {
            try LogRebuild.setAside("\(data)/\(part)/payroll", "\(aside)/\(part)/payroll")
        }
        for part in ["logs", "wal", "state", "lock", "keys", "catalog"].prefix(steps / 2) {
            try LogRebuild.setAside("\(staging)/\(part)/payroll", "\(data)/\(part)/payroll")
        }
        let directory = try DataDirectory(path: data)
        let successor = try await LogRecovery("payroll", in: directory).succeed(
            as: "payroll", origin: "audit.test/payroll-2", checkpoints: [], now: Self.now)
        #expect(successor.aside == aside && successor.predecessor.root == last.root)
        #expect(try LogRecovery("payroll", in: directory).diagnose() == .whole(committed: 2, signed: 2))
        #expect(try DurableFile.read(aside + "/lock/payroll/checkpoint") == note)
        #expect(!DurableFile.exists(staging))
        let logs = try await OpenLogs(data: directory)
        #expect(logs.all.map(\.recorder.origin) == ["audit.test/main", "audit.test/payroll-2"])
        try await Administration(logs: logs).completeInterrupted()
        // Its creation is an entry of log main.
        #expect(logs.log(named: "main")?.recorder.committedSize() == 2)
        await logs.close()
        directory.close()
    }

    @Test func whatIsRecoveredOnceNeedsNothingMore() async throws {
        let folder = try TemporaryFolder()
        let data = try await Self.data(in: folder)
        try DurableFile.remove(data + "/logs/payroll/tile/entries/000.p/1")
        let directory = try DataDirectory(path: data)
        let recovery = try LogRecovery("payroll", in: directory)
        let first = try recovery.mend(from: data, keys: nil, checkpoints: [], now: Self.now)
        #expect(first.report.written == ["tile/entries/000.p/1"] && first.report.gap == nil)
        let second = try recovery.mend(from: data, keys: nil, checkpoints: [], now: Self.now)
        #expect(second.report.written.isEmpty && second.report.setAside.isEmpty && !second.report.isWriteAheadNew)
        #expect(second.report.size == 1 && second.aside != first.aside)
        directory.close()
    }

    @Test(arguments: [
        ("payroll", "Payroll!", "audit.test/x"), ("payroll", "main", "audit.test/x"), ("main", "other", "audit.test/x"),
        ("payroll", "next", "audit.test/main"), ("payroll", "next", "audit.test/payroll"), ("payroll", "next", "a b"),
        ("nobody", "next", "audit.test/x"),
    ]) func aSuccessorThatCannotBeIsRefusedAndNothingChanges(_ log: String, _ name: String, _ origin: String)
        async throws
    {
        let folder = try TemporaryFolder()
        let data = try await Self.data(in: folder)
        let directory = try DataDirectory(path: data)
        let before = try FileManager.default.subpathsOfDirectory(atPath: data).sorted()
        await #expect(throws: Obstacle.self) {
            _ = try await LogRecovery(log, in: directory).succeed(
                as: name, origin: origin, checkpoints: [], now: Self.now)
        }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: data).sorted() == before)
        directory.close()
    }

    @Test func aManifestIsReadAsItWasWrittenAndNothingElseIs() throws {
        let folder = try TemporaryFolder()
        let checkpoint = try Checkpoint(origin: "audit.test/main", size: 7, root: .zero)
        let log = BackupManifest.Log(name: "main", vkey: "audit.test/main+00000000+AA==", checkpoint: checkpoint)
        let manifest = BackupManifest(program: "1", taken: Self.now, logs: [log], hasKeys: true)
        let file = URL(filePath: folder.path + "/backup.json")
        try Data(manifest.json.bytes).write(to: file)
        #expect(try BackupManifest.read(copy: folder.path) == manifest)
        let text = String(decoding: manifest.json.bytes, as: UTF8.self)
        for (good, bad) in [
            ("muster-backup@v1", "muster-backup@v2"), ("\"main\"", "\"../main\""), ("\"size\":7", "\"size\":-7"),
            ("\"keys\":true", "\"keys\":1"), ("[", "[7,"),
        ] {
            #expect(text.contains(good))
            try Data(text.replacing(good, with: bad).utf8).write(to: file)
            #expect(throws: Obstacle.self, "\(bad)") { try BackupManifest.read(copy: folder.path) }
        }
    }
}
