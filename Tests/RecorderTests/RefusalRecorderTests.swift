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

    /// Whom an attempt was on stands under the identity that the record would have had, and under none that its caller may
    /// not speak of.
    @Test func idsMeanWhomTheyWouldHaveMeant() async throws {
        let recorder = try await Recorder.create(
            name: "main", origin: "log.example/main", data: folder.path, settings: RecorderTests.settings)
        let refusals = RefusalRecorder(recorder: recorder)
        func refused(_ source: String?, attest: Bool, namespace: String? = nil) async throws -> Record {
            let record = Record(
                action: .groupMemberAdd, source: source, subject: Party(type: "user", id: "u", namespace: namespace),
                resources: [
                    Party(type: "group", id: "g"), Party(type: "group", id: "h", namespace: "ad"),
                ], reason: "otherSource: source", transaction: "tx-1")
            await refusals.refused(
                record,
                caller: Caller(token: "okta", canAttest: attest, address: "10.0.0.1", agent: nil, request: "req"))
            let newest = recorder.committedSize() - 1
            return try #require(try recorder.committed(from: newest, limit: 1).first?.record)
        }
        func subject(_ record: Record) -> Identity { record.identity(of: record.subject) }
        for (source, attest) in [(nil, false), ("okta", false), ("okta", true)] as [(String?, Bool)] {
            let own = try await refused(source, attest: attest)
            #expect(own.source == "okta" && own.transaction == "tx-1" && own.resources.map(\.id) == ["g", "h"])
            #expect(subject(own) == Identity(kind: "user", namespace: "okta", id: "u"))
        }
        let attested = try await refused("hr", attest: true)
        #expect(attested.source == "hr" && attested.outcome == .refused && attested.transaction == "tx-1")
        #expect(subject(attested) == Identity(kind: "user", namespace: "hr", id: "u"))
        #expect(attested.actor?.id == "okta" && attested.resources.map(\.id) == ["g", "h"])
        for (source, attest) in [("hr", false), ("scim", true), ("Gateway:crm", true)] {
            let foreign = try await refused(source, attest: attest)
            #expect(foreign.source == "okta" && foreign.transaction == "tx-1" && foreign.resources.map(\.id) == ["h"])
            #expect(subject(foreign) == Identity(kind: "request", namespace: "muster", id: "req"))
            let named = try await refused(source, attest: attest, namespace: "ad")
            #expect(named.source == "okta" && subject(named) == Identity(kind: "user", namespace: "ad", id: "u"))
        }
        await recorder.close()
    }
}
