import Foundation
import JSON
import Records
import Testing
import TransparencyLog
import Vault

/// `docs/format/vectors.json` is what this code makes from fixed keys, salts, nonces and times, byte for byte.
///
/// With MUSTER_WRITE_VECTORS=1 in the environment the file is written instead of compared: a change of it is a change
/// of a format, and needs a new version of that format.
@Suite struct FormatVectorTests {
    private let folder = TemporaryFolder()

    @Test func fileIsWhatTheCodeMakes() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/format/vectors.json").standardizedFileURL.path
        let made = PrettyJSON.text(try FormatVectors(folder: folder).document(), depth: 4)
        if ProcessInfo.processInfo.environment["MUSTER_WRITE_VECTORS"] == "1" {
            try made.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let kept = try String(contentsOfFile: path, encoding: .utf8)
        #expect(kept == made)
    }
}

/// Makes the document of vectors.
struct FormatVectors {
    private let vault: Vault
    private let forger: Forger

    init(folder: TemporaryFolder) throws {
        vault = try makeVault(folder, random: fixedRandom(seed: 2026))
        forger = Forger(vault: vault)
    }

    func document() throws -> JSONValue {
        let sealed = try sealedRecords()
        return [
            "about": "Test vectors of the formats in this folder. Binary values are base64, texts are JSON strings.",
            "labels": try labels(), "entries": try entries(), "malformed entries": malformed(),
            "sealed records": .array(sealed), "idempotency": try idempotency(), "wrapped keys": try wrappedKeys(),
        ]
    }

    private func base64(_ bytes: some Sequence<UInt8>) -> JSONValue { .string(Base64.string(Array(bytes))) }

    private func keyFile(_ name: String) throws -> JSONValue {
        let text = try String(contentsOfFile: vault.directory + "/\(name).key", encoding: .utf8)
        return .string(String(text.split(separator: "\n")[2]))
    }

    private func labels() throws -> JSONValue {
        let identities = [
            ("user", "hr-sync", "2819c223"), ("group", "hr-sync", "2819c223"), ("user", "hr", "-sync2819c223"),
            ("user", "", "x"), ("user", "n", "\u{e9}"), ("user", "n", "e\u{301}"), ("log", "muster", origin),
        ]
        let vectors = identities.map { kind, namespace, id -> JSONValue in
            let label = vault.indexKey.label(of: Identity(kind: kind, namespace: namespace, id: id))
            return [
                "kind": .string(kind), "namespace": .string(namespace), "id": .string(id), "label": .string("\(label)"),
            ]
        }
        return [
            "index key": try keyFile("index"), "fingerprint": .string(vault.indexKey.fingerprint.base64),
            "labels": .array(vectors),
        ]
    }

    private func entry(_ name: String, _ entry: Entry) -> JSONValue {
        [
            "name": .string(name), "text": .string(String(decoding: entry.bytes, as: UTF8.self)),
            "map": .array(MapFunction.labels(of: entry.bytes).map { .string("\($0)") }),
        ]
    }

    private func entries() throws -> JSONValue {
        let labels = (1...4).map { vault.indexKey.label(of: Identity(kind: "user", namespace: "n", id: "\($0)")) }
        let commitment = Hash.sha256(Array("commitment".utf8))
        func rendered(_ kind: EntryKind, _ action: Action, _ outcome: Outcome, _ lines: [(Reference.Role, Int)]) throws
            -> Entry
        {
            let template = EntryTemplate(
                kind: kind, action: action, outcome: outcome,
                references: lines.map { (role: $0.0, label: labels[$0.1]) },
                commitment: commitment)
            var bytes: [UInt8] = []
            template.render(
                time: Timestamp(milliseconds: 1_795_370_400_123),
                positions: { label in label == labels[1] ? (0, nil) : label == labels[3] ? (.max, .max - 1) : (3, 17) },
                into: &bytes)
            return try Entry(parsing: bytes)
        }
        let predecessor = Genesis.Predecessor(origin: "example.com/old", size: 12_345, root: commitment)
        let time = Timestamp(milliseconds: 0)
        let gap = Gap(
            source: "okta", from: Timestamp(milliseconds: 1_795_370_000_000),
            to: Timestamp(milliseconds: 1_795_370_400_000))
        let lost = Gap(
            source: Gap.muster, from: gap.from, to: gap.to,
            entries: .init(origin: "example.com/old", first: 12_345, end: nil))
        let custom = try #require(Action(rawValue: "x.acme.badge.issue"))
        let erasure =
            "muster-entry@v1 erasure\ntime 7\ngenerations 1 2\nsubject \(labels[0]) 4 18\nactor \(labels[1]) 0 -\n"
        return [
            entry("genesis", try Entry(genesis: vault.genesis(), time: time)),
            entry("genesis of a successor", try Entry(genesis: vault.genesis(predecessor: predecessor), time: time)),
            entry("record with the fewest lines", try rendered(.record, .userCreate, .success, [(.subject, 1)])),
            entry(
                "record with every line, one label in two roles",
                try rendered(
                    .record, .groupMemberAdd, .attempted,
                    [(.subject, 0), (.actor, 1), (.behalf, 0), (.resource, 2), (.resource, 3)])),
            entry(
                "record with an action of one's own",
                try rendered(.record, custom, .observed, [(.subject, 0), (.resource, 2)])),
            entry("admin", try rendered(.admin, .tokenCreate, .success, [(.subject, 2), (.actor, 1)])),
            entry(
                "link of two identities",
                try rendered(.link, .identityLink, .success, [(.subject, 0), (.actor, 1), (.resource, 2)])),
            entry(
                "unlink of two identities",
                try rendered(.unlink, .identityUnlink, .success, [(.subject, 2), (.actor, 1), (.resource, 0)])),
            entry(
                "access: somebody read a history",
                try rendered(
                    .access, try #require(Action(rawValue: "read.history")), .success, [(.subject, 0), (.actor, 1)])),
            entry("gap in what a source tells", try Entry(gap: gap, time: gap.to)),
            entry("gap in a log itself", try Entry(gap: lost, time: gap.to)),
            entry("a kind that this version does not specify", try Entry(parsing: Array(erasure.utf8))),
        ]
    }

    private func malformed() -> JSONValue {
        let label = vault.indexKey.label(of: Identity(kind: "user", namespace: "n", id: "1")).description
        let head = "muster-entry@v1 record\ntime 1\n"
        let sealed = "sealed \(label)\n"
        let texts: [(String, String)] = [
            ("nothing", ""), ("another version", "muster-entry@v2 record\ntime 1\n"),
            ("no line end", "muster-entry@v1 record\ntime 1"),
            ("carriage returns", "muster-entry@v1 record\r\ntime 1\r\n"), ("an empty line", head + "\n"),
            ("a kind in upper case", "muster-entry@v1 Record\ntime 1\n"),
            ("a time with a leading zero", "muster-entry@v1 record\ntime 01\n"),
            ("a time after the year 9999", "muster-entry@v1 record\ntime 253402300800000\n"),
            ("no time", "muster-entry@v1 record\n"),
            ("a line without a value", head + "note\n"), ("a control character", head + "note a\u{1}b\n"),
            ("the zero label", head + "subject \(Label.zero) 0 -\n"),
            (
                "a label with bits set behind its end",
                head + "subject \(label.dropLast(2))\(Self.nonCanonical(label))= 0 -\n"
            ),
            ("a count of 0 with a previous index", head + "subject \(label) 0 0\n"),
            ("a count without a previous index", head + "subject \(label) 1 -\n"),
            ("a count beyond 64 bits", head + "subject \(label) 18446744073709551616 1\n"),
            ("one label with two counts", head + "subject \(label) 1 1\nactor \(label) 2 1\n"),
            ("two actions", head + "action user.create success\naction user.create success\n"),
            ("a line behind the last", head + sealed + "note x\n"),
            // Well-formed, so mapped, but not what their kinds must be.
            ("a record without lines", head),
            ("a record without a subject", head + "action user.create success\n" + sealed),
            (
                "a record with its lines in another order",
                head + "subject \(label) 0 -\naction user.create success\n" + sealed
            ),
            ("a record with an unknown outcome", head + "action user.create done\nsubject \(label) 0 -\n" + sealed),
            ("a record that is not sealed", head + "action user.create success\nsubject \(label) 0 -\n"),
            (
                "a link of one identity",
                "muster-entry@v1 link\ntime 1\naction identity.link success\nsubject \(label) 0 -\n" + sealed
            ),
            ("a genesis without lines", "muster-entry@v1 genesis\ntime 1\n"),
            ("a gap that ends before it begins", "muster-entry@v1 gap\ntime 1\nsource okta\nfrom 9\nto 8\n"),
        ]
        return .array(
            (texts.map { ($0.0, Array($0.1.utf8)) } + [("bytes that are no text", Array(head.utf8) + [0xFF, 0x0A])]).map
            { name, bytes in
                let isForm = (try? EntryProbe.isWellFormed(bytes)) ?? false
                return [
                    "name": .string(name), "bytes": base64(bytes), "well-formed": .bool(isForm),
                    "map": .array(MapFunction.labels(of: bytes).map { .string("\($0)") }),
                ]
            })
    }

    /// The last digit before the padding, with a bit set that stands for nothing.
    private static func nonCanonical(_ label: String) -> Character {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let last = label.dropLast().last ?? "A"
        return digits[(digits.firstIndex(of: last) ?? 0) | 1]
    }

    private func sealedRecords() throws -> [JSONValue] {
        let least = Record(action: .userCreate, subject: Party(type: "user", id: "1"))
        let manager = Record(
            action: .userUpdate, source: "hr", subject: Party(type: "user", id: "1"),
            changes: [
                Change(path: "manager[value eq \"u-9\"]", after: ["value": "u-9", "displayName": "Ann"]),
                Change(path: "password", after: "never stored"),
            ])
        return [
            try sealed("the fewest fields", least, nil),
            try sealed("a manager in a filter, a password withheld", manager, nil),
            try sealed(
                "every field", fullRecord(), vault.idempotency(source: "hr-sync", key: "hr-7731", content: [1, 2, 3])),
        ]
    }

    private func sealed(_ name: String, _ record: Record, _ idempotency: Idempotency?) throws -> JSONValue {
        let submission = try vault.seal(record, idempotency: idempotency)
        let sealed = try SealedRecord(parsing: submission.sealed)
        let entry = try submission.template.entry()
        let opened = try vault.open(entry: entry, sealed: submission.sealed)
        #expect(opened.record == record.resolved)
        let owners = RecordOwners.distinct(record, log: .log(origin: origin))
        var parts: [JSONValue] = []
        var disclosures = [JSONValue](repeating: .null, count: sealed.head.digests.count)
        disclosures[0] = .string(String(decoding: sealed.names, as: UTF8.self))
        for (number, part) in sealed.head.parts.enumerated() {
            let plaintext = try forger.decrypt(sealed, part: number, owner: owners[number])
            for (place, bytes) in Forger.disclosures(in: plaintext) {
                disclosures[place] = .string(String(decoding: bytes, as: UTF8.self))
            }
            parts.append([
                "owner": [.string(owners[number].kind), .string(owners[number].namespace), .string(owners[number].id)],
                "label": .string("\(part.label)"), "generation": .int(Int(part.generation)),
                "key": base64(try forger.keyBytes(of: owners[number])), "plaintext": base64(plaintext),
                "ciphertext": base64(sealed.ciphertext(number)),
            ])
        }
        return [
            "name": .string(name), "origin": .string(origin), "record": opened.record.json,
            "disclosures": .array(disclosures), "parts": .array(parts),
            "head": base64(submission.sealed.prefix(sealed.headSize)),
            "commitment": .string(submission.template.commitment.base64),
            "sealed": base64(submission.sealed), "entry": .string(String(decoding: entry.bytes, as: UTF8.self)),
        ]
    }

    private func idempotency() throws -> JSONValue {
        let cases: [(String, String, [UInt8])] = [
            ("hr", "k-1", [1, 2, 3]), ("h", "rk-1", []), ("", "", Array("é".utf8)),
        ]
        let hashes = cases.map { source, key, content -> JSONValue in
            let hashes = vault.idempotency(source: source, key: key, content: content)
            return [
                "source": .string(source), "key": .string(key), "content": base64(content),
                "key hash": .string(hashes.key.base64), "content hash": .string(hashes.content.base64),
            ]
        }
        return ["master key": try keyFile("master"), "hashes": .array(hashes)]
    }

    private func wrappedKeys() throws -> JSONValue {
        let owner = Identity(kind: "user", namespace: "default", id: "1")
        return [
            "master key": try keyFile("master"), "label": .string("\(vault.label(of: owner))"), "generation": 1,
            "key": base64(try forger.keyBytes(of: owner)), "wrapped": base64(try forger.wrapped(owner)),
        ]
    }
}

/// The owners of a record's parts, in their order.
private enum RecordOwners {
    static func distinct(_ record: Record, log: Identity) -> [Identity] {
        record.fields(log: log).reduce(into: []) { if !$0.contains($1.owner) { $0.append($1.owner) } }
    }
}

/// Whether bytes have the form of an entry, whatever their kind asks.
private enum EntryProbe {
    static func isWellFormed(_ bytes: [UInt8]) throws -> Bool {
        do { _ = try Entry(parsing: bytes) } catch { return error.code == .body }
        return true
    }
}
