import Foundation
import JSON
import Records
import Testing
import TransparencyLog
import Vault

@Suite struct SealingTests {
    private let folder = TemporaryFolder()

    @Test func theQuickCanonicalFormIsTheCanonicalForm() {
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<2000 {
            let record = RandomRecord.make(&generator)
            #expect(record.canonicalBytes == record.json.canonicalBytes)
        }
    }

    @Test func recordsComeBack() throws {
        let vault = try makeVault(folder)
        let least = Record(action: .userCreate, subject: Party(type: "user", id: "1"))
        let impersonal = Record(
            action: .groupCreate, source: "s", subject: Party(type: "group", id: "g"),
            changes: [Change(path: "a", after: 1)])
        for record in [fullRecord(), least, impersonal] {
            let submission = try vault.seal(record)
            let opened = try vault.open(entry: submission.template.entry(), sealed: submission.sealed)
            #expect(opened == OpenedRecord(record: record.resolved, unreadable: []))
        }
    }

    @Test func randomRecordsComeBack() throws {
        let vault = try makeVault(folder)
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<1_000 {
            let record = RandomRecord.make(&generator)
            let submission = try vault.seal(record, kind: .random(in: 0..<2, using: &generator) == 0 ? .record : .admin)
            let opened = try vault.open(entry: submission.template.entry(), sealed: submission.sealed)
            #expect(opened.record == record.resolved)
        }
    }

    /// The same random bytes give the same sealed records, together or one by one; what cannot be sealed has its own error.
    @Test(arguments: [1, 2, 3, 17, 200]) func sealedTogetherAsAlone(_ count: Int) throws {
        let maker = try makeVault(folder)
        var generator = SeededGenerator(seed: UInt64(count))
        let requests = (0..<count).map { number -> SealingRequest in
            var record = RandomRecord.make(&generator)
            if number % 5 == 3 { record.subject.id = "" }
            let idempotency = number % 2 == 0 ? nil : maker.idempotency(source: "s", key: "\(number)", content: [1])
            return SealingRequest(record: record, idempotency: idempotency)
        }
        for request in requests { _ = try? maker.seal(request.record) }  // everybody has a key
        let together = try Vault(directory: folder.keys, origin: origin, random: fixedRandom(seed: 4)).seal(requests)
        let vault = try Vault(directory: folder.keys, origin: origin, random: fixedRandom(seed: 4))
        try #require(together.count == count)
        for (number, request) in requests.enumerated() {
            guard number % 5 != 3 else {
                #expect(throws: RecordError(.empty, "subject.id", "")) { try together[number].get() }
                continue
            }
            let alone = try vault.seal(request.record, idempotency: request.idempotency)
            let sealed = try together[number].get()
            #expect(sealed.sealed == alone.sealed && sealed.template.commitment == alone.template.commitment)
            #expect(try sealed.template.entry() == alone.template.entry())
        }
    }

    /// Groups are bounded by bytes too: large records come out as they went in.
    @Test func largeRecordsTogether() throws {
        let vault = try makeVault(folder)
        let requests = (0..<12).map { number in
            SealingRequest(
                record: Record(
                    action: .userUpdate, subject: Party(type: "user", id: "u-\(number)"),
                    changes: [
                        Change(path: "title", after: .string(String(repeating: "\(number % 10)", count: 250_000)))
                    ]))
        }
        for (request, result) in zip(requests, vault.seal(requests)) {
            let sealed = try result.get()
            let opened = try vault.open(entry: sealed.template.entry(), sealed: sealed.sealed)
            #expect(opened.record == request.record.resolved)
        }
    }

    @Test func linesAreThoseOfTheParties() throws {
        let vault = try makeVault(folder)
        let record = fullRecord()
        let template = try vault.seal(record).template
        let expected = [
            Identity(kind: "user", namespace: "hr-sync", id: "2819c223"),
            Identity(kind: "service", namespace: "hr-sync", id: "hr"),
            Identity(kind: "user", namespace: "hr-sync", id: "u-12"),
            Identity(kind: "group", namespace: "hr-sync", id: "g-7"),
            Identity(kind: "user", namespace: "okta", id: "u-77"),
        ].map(vault.indexKey.label)
        #expect(template.references.map(\.label) == expected)
        #expect(template.references.map(\.role) == [.subject, .actor, .behalf, .resource, .resource])
        #expect(template.action == .userUpdate && template.outcome == .success)
    }

    /// Each field stands under the key of whom it speaks of.
    @Test func owners() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let sealed = try SealedRecord(parsing: submission.sealed)
        let items = try sealed.check(commitment: submission.template.commitment)
        var owners: [String: Label] = [:]
        for item in items { owners[item.name.description] = sealed.head.parts[item.part].label }
        func label(_ kind: String, _ namespace: String, _ id: String) -> Label {
            vault.indexKey.label(of: Identity(kind: kind, namespace: namespace, id: id))
        }
        let log = label("log", "muster", origin)
        let subject = label("user", "hr-sync", "2819c223")
        let expected: [(Label, [String])] = [
            (
                subject,
                [
                    "subject.identity", "subject.name", "subject.externalId", "changes[0].path", "changes[0].before",
                    "changes[0].after", "changes[1].path", "changes[2].path", "changes[3].path", "changes[3].before",
                    "changes[4].path", "changes[4].after", "reason", "extra", "id",
                ]
            ),
            (label("user", "hr-sync", "u-12"), ["onBehalfOf.identity", "onBehalfOf.name"]),
            (label("user", "okta", "u-77"), ["resources[1].identity"]),
            (label("user", "hr-sync", "u-8"), ["changes[1].before", "changes[2].before"]),
            (label("user", "hr-sync", "u-9"), ["changes[1].after", "changes[2].after"]),
            (
                log,
                [
                    "actor.identity", "actor.name", "actor.externalId", "actor.address", "actor.agent", "actor.session",
                    "resources[0].identity", "resources[0].name", "occurredAt", "source", "transaction", "request",
                    "recordedBy",
                ]
            ),
        ]
        for (owner, names) in expected { for name in names { #expect(owners[name] == owner, "\(name)") } }
        #expect(owners.count == expected.reduce(0) { $0 + $1.1.count })
    }

    /// No clear text of the record stands in what is stored, but the names of fields.
    @Test func nothingIsInClear() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let stored = String(decoding: submission.sealed + (try submission.template.entry()).bytes, as: UTF8.self)
        for text in [
            "2819c223", "jensen", "E-4410", "mreyes", "u-12", "HR sync", "10.0.0.4", "Clerk", "Auditor", "title",
            "annual", "hr-7731", "tx-91", "hr-token", "hr-sync", "Ann", "u-8", "ticket",
        ] {
            #expect(!stored.contains(text), "\(text)")
        }
    }

    @Test func everySealingIsFresh() throws {
        let vault = try makeVault(folder)
        let first = try vault.seal(fullRecord())
        let second = try vault.seal(fullRecord())
        let (one, two) = (try SealedRecord(parsing: first.sealed), try SealedRecord(parsing: second.sealed))
        #expect(Set(one.head.digests).isDisjoint(with: two.head.digests))
        let nonces = [one, two].flatMap { record in record.ciphertexts.map { Array(record.bytes[$0].prefix(12)) } }
        #expect(Set(nonces).count == nonces.count)
        #expect(first.template.commitment != second.template.commitment)
        #expect(first.template.labels == second.template.labels)
    }

    @Test func idempotencyStandsInTheHead() throws {
        let vault = try makeVault(folder)
        let idempotency = vault.idempotency(source: "hr", key: "k", content: [1, 2])
        let submission = try vault.seal(fullRecord(), idempotency: idempotency)
        #expect(try SealedRecord(parsing: submission.sealed).head.idempotency == idempotency)
        #expect(throws: Never.self) { try vault.open(entry: submission.template.entry(), sealed: submission.sealed) }
        let others = [("hr", "k2", [1, 2]), ("h", "rk", [1, 2]), ("hr", "k", [1, 2, 3])].map {
            vault.idempotency(source: $0.0, key: $0.1, content: $0.2.map { UInt8($0) })
        }
        #expect(others[0].key != idempotency.key && others[0].content == idempotency.content)
        #expect(others[1].key != idempotency.key)
        #expect(others[2].key == idempotency.key && others[2].content != idempotency.content)
    }

    @Test func secretsAreNotSealed() throws {
        let vault = try makeVault(folder)
        var record = fullRecord()
        record.changes = [Change(path: "password", before: nil, after: "hunter2")]
        record.extra = JSONObject([("token", "hunter2")])
        let submission = try vault.seal(record)
        let opened = try vault.open(entry: submission.template.entry(), sealed: submission.sealed)
        #expect(!opened.record.json.text.contains("hunter2"))
        #expect(opened.record.changes == [Change(path: "password", after: "[withheld]")])
    }

    @Test func refusals() throws {
        let vault = try makeVault(folder)
        var record = fullRecord()
        record.subject.id = ""
        #expect(throws: RecordError(.empty, "subject.id", "")) { try vault.seal(record) }
        record = fullRecord()
        record.action = .tokenCreate
        #expect(throws: RecordError(.reserved, "action", "")) { try vault.seal(record) }
        #expect(throws: Never.self) { try vault.seal(record, kind: .admin) }
        #expect(throws: VaultError.self) { try vault.seal(fullRecord(), kind: .genesis) }
        record = fullRecord()
        record.changes = (0..<300).map { Change(path: "manager", after: .string("boss-\($0)")) }
        #expect(throws: RecordError(.tooMany, "", "")) { try vault.seal(record) }
    }

    @Test func largestRecordFits() throws {
        let vault = try makeVault(folder)
        let record = Record(
            action: .userUpdate, subject: Party(type: "user", id: "1"),
            changes: (0..<1000).map {
                Change(
                    path: "p\($0)", before: .string(String(repeating: "x", count: 240)),
                    after: .string(String(repeating: "y", count: 300)))
            })
        let submission = try vault.seal(record)
        #expect(submission.sealed.count > 850_000 && submission.sealed.count <= SealedRecord.sizeLimit)
        #expect(try vault.open(entry: submission.template.entry(), sealed: submission.sealed).record == record.resolved)
    }

    @Test func keysSurviveReopening() throws {
        var vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        try vault.syncNewKeys()
        vault = try Vault(directory: folder.keys, origin: origin)
        let opened = try vault.open(entry: submission.template.entry(), sealed: submission.sealed)
        #expect(opened.record == fullRecord().resolved)
    }

    /// Many tasks seal for the same new persons at once: one key each, and all of it opens.
    @Test func sealingInParallel() async throws {
        let vault = try makeVault(folder)
        let submissions = try await withThrowingTaskGroup(of: [SealedSubmission].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try (0..<100).map { number in
                        try vault.seal(Record(action: .userUpdate, subject: Party(type: "user", id: "u-\(number)")))
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try vault.syncNewKeys()
        let again = try Vault(directory: folder.keys, origin: origin)
        for submission in submissions {
            let opened = try again.open(entry: submission.template.entry(), sealed: submission.sealed)
            #expect(opened.unreadable.isEmpty)
        }
    }
}
