import Foundation
import JSON
import Recorder
import Records
import Synchronization
import Testing

@Suite struct RefusalRecorderTests {
    let folder = TemporaryFolder()

    @Test func refusalsAreSingleBelowTheRateAndCountedAbove() async throws {
        let recorder = try await Recorder.create(
            name: "main", origin: "log.example/main", data: folder.path, settings: RecorderTests.settings)
        let minute = Mutex<Int64>(100)
        let refusals = RefusalRecorder(
            recorder: recorder, perMinute: 3, now: { Timestamp(milliseconds: minute.withLock { $0 } * 60_000 + 5) })
        let caller = Caller(token: "okta", canAttest: false, address: "10.0.0.1", agent: nil, request: "r")
        let record = Record(
            action: .userCreate, subject: Party(type: "request", id: "r"), reason: "invalidValue: emails")
        for _ in 0..<10 { await refusals.refused(record, caller: caller) }
        for _ in 0..<500 { await refusals.unauthenticated(address: "10.9.9.9") }
        for _ in 0..<5 { await refusals.unauthenticated(address: "10.9.9.8") }
        await refusals.flush()
        #expect(recorder.committedSize() == 4)
        minute.withLock { $0 += 1 }
        await refusals.refused(record, caller: caller)
        await refusals.flush()
        let found = try recorder.committed(from: 1, limit: 100)
        #expect(found.allSatisfy { $0.entry.outcome == .refused })
        let counts = found.compactMap { $0.record?.extra?["count"]?.intValue }.sorted()
        #expect(counts == [5, 7, 500])
        #expect(found.count == 4 + 3)
        #expect(found.filter { $0.entry.kind == .record }.allSatisfy { $0.record?.actor?.id == "okta" })
        await refusals.flush(everything: true)
        #expect(recorder.committedSize() == 8)
        await recorder.close()
    }
}
