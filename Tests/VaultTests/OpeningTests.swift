import Foundation
import JSON
import Records
import Testing
import TransparencyLog
import Vault

/// Whatever is not exactly what the entry commits to is refused; what cannot be read for want of a key is named.
@Suite struct OpeningTests {
    private let folder = TemporaryFolder()

    @Test func everyFlippedByteIsRefused() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(
            fullRecord(), idempotency: vault.idempotency(source: "a", key: "b", content: []))
        let entry = try submission.template.entry()
        for place in submission.sealed.indices {
            for bit in [UInt8(1), 0x80] {
                var changed = submission.sealed
                changed[place] ^= bit
                #expect(throws: VaultError.self, "byte \(place)") { try vault.open(entry: entry, sealed: changed) }
            }
        }
        for length in 0..<submission.sealed.count {
            #expect(throws: VaultError.self) {
                try vault.open(entry: entry, sealed: Array(submission.sealed[..<length]))
            }
        }
        #expect(throws: VaultError.self) { try vault.open(entry: entry, sealed: submission.sealed + [0]) }
    }

    /// The same, by someone who makes the entry fit: the forger has no keys, or the wrong ones.
    @Test func forgedCommitmentsAreRefused() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let sealed = try SealedRecord(parsing: submission.sealed)
        var refused = 0
        for place in submission.sealed.indices {
            var changed = submission.sealed
            changed[place] ^= 1
            guard let forged = try? SealedRecord(parsing: changed) else { continue }
            let entry = try Self.entry(submission.template, commitment: forged.commitment)
            // An owner without a key, or of another generation, is nothing that the bytes can be blamed for.
            if let opened = try? vault.open(entry: entry, sealed: changed) {
                #expect(!opened.unreadable.isEmpty, "byte \(place)")
            }
            refused += 1
        }
        #expect(refused > sealed.headSize / 2)
    }

    private static func entry(
        _ template: EntryTemplate, commitment: Hash, references: [(role: Reference.Role, label: Label)]? = nil,
        action: Action? = nil
    ) throws -> Entry {
        try EntryTemplate(
            kind: template.kind, action: action ?? template.action, outcome: template.outcome,
            references: references ?? template.references, commitment: commitment
        ).entry()
    }

    @Test func otherEntriesAreRefused() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let (template, sealed) = (submission.template, submission.sealed)
        func code(_ entry: Entry) -> VaultError.Code? {
            do { _ = try vault.open(entry: entry, sealed: sealed) } catch { return error.code }
            return nil
        }
        #expect(code(try template.entry()) == nil)
        #expect(code(try Self.entry(template, commitment: .zero)) == .commitment)
        #expect(code(try Entry(genesis: vault.genesis(), time: Timestamp(milliseconds: 0))) == .kind)
        // A line of another label, a line too few, a line too many, lines in another order.
        for place in template.references.indices {
            var references = template.references
            references[place].label = vault.indexKey.label(of: Identity(kind: "user", namespace: "x", id: "y"))
            #expect(code(try Self.entry(template, commitment: template.commitment, references: references)) == .labels)
        }
        let one = template.references.dropLast()
        #expect(code(try Self.entry(template, commitment: template.commitment, references: Array(one))) == .names)
        let more = template.references + [template.references[4]]
        #expect(code(try Self.entry(template, commitment: template.commitment, references: more)) == .names)
        var swapped = template.references
        swapped.swapAt(3, 4)
        #expect(code(try Self.entry(template, commitment: template.commitment, references: swapped)) == .labels)
        // Another record's sealed bytes.
        let other = try vault.seal(fullRecord())
        #expect(code(try other.template.entry()) == .commitment)
    }

    @Test func anotherVaultReadsNothing() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let strangersFolder = TemporaryFolder()
        let stranger = try makeVault(strangersFolder)
        let entry = try submission.template.entry()
        let error = #expect(throws: VaultError.self) { try stranger.open(entry: entry, sealed: submission.sealed) }
        #expect(error?.code == .labels)
    }

    /// One owner's key gone: that owner's fields are unreadable, all others are read. For every owner and every set.
    @Test func missingKeysHideTheirOwnersFieldsOnly() throws {
        let vault = try makeVault(folder)
        let record = fullRecord()
        let submission = try vault.seal(record)
        try vault.syncNewKeys()
        let entry = try submission.template.entry()
        let parts = try SealedRecord(parsing: submission.sealed).head.parts
        let table = folder.keys + "/subjects"
        let whole = try Data(contentsOf: URL(filePath: table))
        let log = vault.indexKey.label(of: .log(origin: origin))
        for set in 0..<(1 << parts.count) {
            let gone = parts.indices.filter { set >> $0 & 1 == 1 }.map { parts[$0].label }
            guard !gone.contains(log) else { continue }
            try Self.without(gone, whole).write(to: URL(filePath: table))
            let opened = try Vault(directory: folder.keys, origin: origin).open(entry: entry, sealed: submission.sealed)
            #expect(Set(opened.unreadable) == Set(gone))
            #expect(opened.record.subject.isUnreadable == gone.contains(entry.references[0].label))
            #expect((opened.record.reason == nil) == gone.contains(entry.references[0].label))
            #expect(opened.record.onBehalfOf?.isUnreadable == gone.contains(entry.references[2].label))
            #expect(opened.record.resources[1].isUnreadable == gone.contains(entry.references[4].label))
            #expect(opened.record.actor == record.resolved.actor && opened.record.source == "hr-sync")
            #expect(opened.record.changes.count == 5)
            let boss = vault.indexKey.label(of: Identity(kind: "user", namespace: "hr-sync", id: "u-8"))
            #expect(opened.record.changes[1].before == (gone.contains(boss) ? "[unreadable]" : "u-8"))
            #expect(opened.record.changes[2].before == (gone.contains(boss) ? "[unreadable]" : "Ann"))
        }
    }

    /// The slot table without some keys: slots are key 32, value 64, check 8, behind one page.
    private static func without(_ labels: [Label], _ table: Data) -> Data {
        var bytes = [UInt8](table)
        for label in labels {
            let key = label.hash.bytes
            for slot in stride(from: 4096, to: bytes.count, by: 104) where Array(bytes[slot..<(slot + 32)]) == key {
                bytes[slot + 40] ^= 1  // the checksum no longer holds: a dead slot
            }
        }
        return Data(bytes)
    }

    /// Sealed under one's own label but with another's key, or with disclosures in another's part: both are seen.
    @Test func wrongOwnersAreRefused() throws {
        let vault = try makeVault(folder)
        let forger = Forger(vault: vault)
        let subject = Identity(kind: "user", namespace: "hr", id: "1")
        let record = Record(action: .userUpdate, source: "hr", subject: Party(type: "user", id: "1"), reason: "r")
        #expect(try forger.open(record, owners: { _ in nil }) == nil)
        let log = Identity.log(origin: origin)
        #expect(try forger.open(record, owners: { $0 == "reason" ? log : nil }) == .labels)
        #expect(try forger.open(record, owners: { $0 == "source" ? subject : nil }) == .labels)
        #expect(try forger.open(record, owners: { $0.hasPrefix("subject") ? log : nil }) == .labels)
        let stranger = Identity(kind: "user", namespace: "hr", id: "2")
        #expect(try forger.open(record, owners: { $0 == "reason" ? stranger : nil }) == .labels)
    }

    @Test func wrongDisclosuresAreRefused() throws {
        let vault = try makeVault(folder)
        let forger = Forger(vault: vault)
        let record = Record(action: .userUpdate, source: "hr", subject: Party(type: "user", id: "1"), reason: "r")
        func code(_ change: (String, [UInt8]) -> [UInt8]) throws -> VaultError.Code? {
            try forger.open(record, owners: { _ in nil }, disclosures: change)
        }
        func text(_ name: String, _ replace: @escaping (String) -> String) throws -> VaultError.Code? {
            try code { $0 == name ? Array(replace(String(decoding: $1, as: UTF8.self)).utf8) : $1 }
        }
        #expect(try code { $1 } == nil)
        #expect(try text("reason") { $0.replacing("reason", with: "extra") } == .names)
        #expect(try text("reason") { $0.replacing("\"r\"", with: "7") } == .names)
        #expect(try text("reason") { $0.replacing("\"r\"", with: "null") } == .names)
        #expect(try text("reason") { $0 + " x" } == .names)
        #expect(try text("reason") { String($0.dropLast()) } == .names)
        #expect(try text("reason") { $0.replacing("[\"", with: "[\"A") } == .names)
        #expect(try text("subject.identity") { $0.replacing("\"user\"", with: "\"group\"") } == .labels)
        #expect(try text("subject.identity") { $0.replacing("[\"user\",", with: "[") } == .names)
        #expect(try text("source") { $0.replacing("\"hr\"", with: "[]") } == .names)
    }

    @Test func randomBytesNeverTrap() throws {
        let vault = try makeVault(folder)
        let submission = try vault.seal(fullRecord())
        let entry = try submission.template.entry()
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<20_000 {
            var bytes = submission.sealed
            for _ in 0..<Int.random(in: 1..<4, using: &generator) {
                let place = Int.random(in: 0..<min(bytes.count, 1200), using: &generator)
                bytes[place] = .random(in: 0...255, using: &generator)
            }
            if .random(using: &generator) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator)) }
            guard bytes != submission.sealed else { continue }
            #expect(throws: VaultError.self) { try vault.open(entry: entry, sealed: bytes) }
            guard let sealed = try? SealedRecord(parsing: bytes) else { continue }
            _ = try? sealed.check(commitment: sealed.commitment)
        }
    }
}
