import Dispatch
import Foundation
import Ledger
import Records
import Synchronization
import Testing
import TransparencyLog

/// Indices, time, counts and retries, as seen from outside.
@Suite struct SequencerTests {
    static func hash(_ number: Int) -> Hash { MerkleTree.leafHash(Array("\(number)".utf8)) }

    func template(_ labels: [Int]) -> EntryTemplate {
        let roles: [Reference.Role] = [.subject, .actor, .behalf]
        return EntryTemplate(
            kind: .record, action: .userUpdate, outcome: .success,
            references: zip(roles, labels).map { ($0, Label(hash: Self.hash($1))) }, commitment: Self.hash(0))
    }

    @Test func everyLabelCountsOnceAnEntryAndPointsBack() async throws {
        let log = TestLog()
        var generator = SeededGenerator(3)
        var model: [Int: (count: UInt64, last: UInt64)] = [:]
        var expected: [[Int: (UInt64, UInt64?)]] = []
        var ledger = try log.open()
        for round in 0..<60 {
            var transaction: [PendingEntry] = []
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                let labels = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                    Int.random(in: 0..<9, using: &generator)
                }
                let index = UInt64(expected.count)
                expected.append(
                    Dictionary(uniqueKeysWithValues: Set(labels).map { ($0, (model[$0]?.count ?? 0, model[$0]?.last)) })
                )
                for label in Set(labels) { model[label] = ((model[label]?.count ?? 0) + 1, index) }
                transaction.append(PendingEntry(.template(template(labels))))
            }
            _ = try await ledger.append(transaction)
            if round % 20 == 19 {
                await ledger.close()
                ledger = try log.open()
            }
        }
        await ledger.close()
        for (text, positions) in zip(try log.check(), expected) {
            let entry = try Entry(parsing: Array(text.utf8))
            for (label, (count, previous)) in positions {
                let reference = try #require(entry.references.first { $0.label.hash == Self.hash(label) })
                #expect(reference.count == count && reference.previous == previous)
            }
        }
    }

    @Test func timeNeverDecreases() async throws {
        var log = TestLog()
        let times = Mutex([5000, 4000, 9000, 1000, 9001].map { Int64($0) })
        log.settings.now = { Timestamp(milliseconds: times.withLock { $0.isEmpty ? 1 : $0.removeFirst() }) }
        var ledger = try log.open()
        for number in 0..<4 {
            _ = try await ledger.append([PendingEntry(.template(template([number])))])
        }
        await ledger.close()
        ledger = try log.open()
        for number in 0..<2 { _ = try await ledger.append([PendingEntry(.template(template([number])))]) }
        await ledger.close()
        let found = try log.check().map { try Entry(parsing: Array($0.utf8)).time.milliseconds }
        #expect(found == [5000, 5000, 9000, 9000, 9001, 9001])
    }

    @Test func aRetryIsAnsweredWithTheFirstIndexAcrossRestarts() async throws {
        let log = TestLog()
        func entry(_ key: Int, _ content: Int) -> PendingEntry {
            PendingEntry(
                .template(template([1])), sealed: Self.sealed(key, content),
                idempotency: Idempotency(key: Self.hash(key), content: Self.hash(content)))
        }
        var ledger = try log.open()
        #expect(
            try await ledger.append([entry(1, 1), entry(2, 1), entry(1, 1)]) == [
                .recorded(0), .recorded(1), .duplicate(0),
            ])
        #expect(try await ledger.append([entry(1, 2), entry(3, 1)]) == [.conflict(0), .recorded(2)])
        #expect(try await ledger.append([entry(3, 1)]) == [.duplicate(2)])
        await ledger.close()
        for wipe in [false, true] {
            if wipe { try log.removeState() }
            ledger = try log.open()
            #expect(
                try await ledger.append([entry(1, 1), entry(2, 9), entry(3, 1)]) == [
                    .duplicate(0), .conflict(1), .duplicate(2),
                ])
            await ledger.close()
        }
        #expect(try log.check().count == 3)
    }

    /// A sealed record whose form is right and which holds nothing but the keyed hashes.
    static func sealed(_ key: Int, _ content: Int) -> [UInt8] {
        let names = Array(#"["AAAAAAAAAAAAAAAAAAAAAA==","names",[]]"#.utf8)
        let head = SealedRecordHead(
            idempotency: Idempotency(key: hash(key), content: hash(content)), digests: [Hash.sha256(names), hash(0)],
            parts: [.init(label: Label(hash: hash(0)), generation: 1, length: 28, hash: hash(0))],
            namesLength: names.count)
        return head.bytes + names + [UInt8](repeating: 0, count: 28)
    }

    @Test func concurrentRetriesOfOneKeyAreRecordedOnce() async throws {
        let log = TestLog()
        let ledger = try log.open()
        let template = template([1])
        let outcomes = try await withThrowingTaskGroup(of: Sequenced.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    let idempotency = Idempotency(key: Self.hash(1), content: Self.hash(2))
                    return try await ledger.append([PendingEntry(.template(template), idempotency: idempotency)])[0]
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == .recorded(0) }.count == 1)
        #expect(outcomes.filter { $0 == .duplicate(0) }.count == 63)
        await ledger.close()
    }
}

extension TestLog {
    func removeState() throws {
        for name in ["labels", "idempotency"] { try FileManager.default.removeItem(atPath: folders.state + "/" + name) }
    }
}
