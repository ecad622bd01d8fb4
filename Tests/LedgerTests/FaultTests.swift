import Crypto
import Dispatch
import DurableFiles
import Ledger
import Records
import Testing
import TransparencyLog

/// Every step of a write fails once, before or after its effect: what the log answers, whether it goes on, and that
/// nothing acknowledged is lost, doubled or forked.
@Suite struct FaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let step: FaultyStorage.Step
        let fault: FaultyStorage.Fault
        var operation = "write"
        /// Whether the log stops and needs a restart.
        let stops: Bool
        var testDescription: String { "\(step.rawValue) \(fault.rawValue) \(operation)" }
    }

    static let cases: [Case] = [
        Case(step: .commit, fault: .failed, stops: false),
        Case(step: .commit, fault: .failedButPersisted, stops: true),
        Case(step: .publish, fault: .failed, stops: false),
        Case(step: .publish, fault: .failedButPersisted, stops: false),
        Case(step: .publish, fault: .failed, operation: "sync", stops: true),
        Case(step: .publish, fault: .failedButPersisted, operation: "sync", stops: true),
        Case(step: .swap, fault: .failed, stops: false),
        Case(step: .swap, fault: .failedButPersisted, stops: false),
        Case(step: .swap, fault: .failed, operation: "sync", stops: true),
        Case(step: .swap, fault: .failedButPersisted, operation: "sync", stops: true),
        Case(step: .checkpoint, fault: .failed, stops: false),
        Case(step: .checkpoint, fault: .failedButPersisted, stops: false),
        Case(step: .checkpoint, fault: .failed, operation: "sync", stops: true),
        Case(step: .release, fault: .failed, stops: false),
        Case(step: .release, fault: .failedButPersisted, stops: false),
    ]

    @Test(arguments: cases, [254, 255, 256]) func oneFault(_ testCase: Case, size: Int) async throws {
        let log = TestLog()
        try log.folders.make()
        let origin = log.key.verifierKey.name
        let storage = FaultyStorage(
            DirectoryStorage(
                folders: log.folders, origin: Array(SHA256.hash(data: Array(origin.utf8))),
                settings: log.settings.storage))
        let ledger = try Ledger.open(
            storage: storage, state: log.folders.state, origin: origin, key: log.key, settings: log.settings)
        var acknowledged = try await texts((0..<size).map { "before \($0)" }, ledger)
        try await ledger.waitPublished(UInt64(size - 1))
        storage.fail(.init(step: testCase.step, fault: testCase.fault, operation: testCase.operation))
        var failed = 0
        for number in 0..<4 {
            do { acknowledged += try await texts(["during \(number)"], ledger) } catch { failed += 1 }
        }
        _ = try? await ledger.waitPublished(ledger.committedSize - 1)
        #expect((ledger.failure != nil) == testCase.stops)
        if testCase.step == .commit { #expect(failed == (testCase.stops ? 4 : 1)) }
        await ledger.close()

        let again = try log.open()
        acknowledged += try await texts(["after"], again)
        await again.close()
        let found = try log.check()
        for (text, index) in acknowledged { #expect(found.count > index && found[index] == text, "\(text)") }
        #expect(Set(found).count == found.count)
        if testCase.step == .commit && !testCase.stops { #expect(found.count == acknowledged.count) }
    }

    private func texts(_ texts: [String], _ ledger: Ledger) async throws -> [(String, Int)] {
        Array(zip(texts, try await TestLog.append(texts, to: ledger).map { Int($0) }))
    }

    @Test func someoneElsesLockRecordStopsTheLog() async throws {
        let log = TestLog()
        let ledger = try log.open()
        try await TestLog.append(["one"], to: ledger, .published)
        let other = try Checkpoint(origin: log.key.verifierKey.name, size: 9, root: .zero).signed(by: log.key)
        try DurableFile.write(other, to: log.folders.lock + "/checkpoint")
        await #expect(throws: LedgerError.self) { try await TestLog.append(["two"], to: ledger, .published) }
        #expect(ledger.failure != nil)
        await ledger.close()
    }

    @Test func aPublisherThatIsBehindHoldsTheWriterBackAndNothingIsLost() async throws {
        var log = TestLog()
        log.settings.unpublishedBytes = 20_000
        log.settings.publicationPatience = .milliseconds(150)
        try log.folders.make()
        let origin = log.key.verifierKey.name
        let storage = FaultyStorage(
            DirectoryStorage(
                folders: log.folders, origin: Array(SHA256.hash(data: Array(origin.utf8))),
                settings: log.settings.storage))
        let ledger = try Ledger.open(
            storage: storage, state: log.folders.state, origin: origin, key: log.key, settings: log.settings)
        storage.fail(.init(step: .publish, fault: .failed, times: .max))
        var acknowledged: [(String, Int)] = []
        var busy = 0
        for number in 0..<120 where busy < 3 {
            do throws(LedgerError) {
                let text = "entry \(number)"
                let index = try await ledger.append([PendingEntry(.raw(Array(text.utf8)))])[0].index
                acknowledged.append((text, Int(index)))
            } catch {
                guard case .busy = error else { throw error }
                busy += 1
            }
        }
        #expect(busy == 3 && ledger.failure == nil)
        storage.fail(.init(step: .publish, fault: .failed, times: 0))
        try await ledger.waitPublished(ledger.committedSize - 1)
        acknowledged += try await texts(["again"], ledger)
        await ledger.close()
        let found = try log.check()
        #expect(found.count == acknowledged.count)
        for (text, index) in acknowledged { #expect(found[index] == text) }
    }

    @Test func aSubmitterDoesNotWaitForEverForAPublisherThatFails() async throws {
        var log = TestLog()
        log.settings.publicationWait = .milliseconds(100)
        try log.folders.make()
        let origin = log.key.verifierKey.name
        let storage = FaultyStorage(
            DirectoryStorage(
                folders: log.folders, origin: Array(SHA256.hash(data: Array(origin.utf8))),
                settings: log.settings.storage))
        let ledger = try Ledger.open(
            storage: storage, state: log.folders.state, origin: origin, key: log.key, settings: log.settings)
        storage.fail(.init(step: .publish, fault: .failed, times: .max))
        do throws(LedgerError) {
            _ = try await ledger.append([PendingEntry(.raw([1]))], acknowledge: .published)
            Issue.record("it was answered as published")
        } catch {
            guard case .notPublished(0, let reason) = error else { throw error }
            #expect(reason?.contains("No space left") == true)
        }
        #expect(ledger.committedSize == 1 && ledger.failure == nil)
        storage.fail(.init(step: .publish, fault: .failed, times: 0))
        try await ledger.waitPublished(0)
        await ledger.close()
        #expect(try log.check().count == 1)
    }
}
