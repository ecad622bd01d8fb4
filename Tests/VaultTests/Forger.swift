import Crypto
import Foundation
import JSON
import Records
import Testing
import TransparencyLog
import Vault

/// Seals as the format says but with wrong owners or disclosures: someone who holds every key and lies.
///
/// Built from the format's page, apart from the code under test; keys are read from the files.
struct Forger {
    let vault: Vault

    /// What opening says of the forgery; nil when it is accepted.
    func open(
        _ record: Record, owners: (String) -> Identity?, disclosures change: (String, [UInt8]) -> [UInt8] = { $1 }
    ) throws -> VaultError.Code? {
        let log = Identity.log(origin: origin)
        let fields = record.fields(log: log).map { field in
            (name: field.name.description, owner: owners(field.name.description) ?? field.owner, field: field)
        }
        var names: [JSONValue] = []
        var parts: [Identity] = []
        var disclosures: [[UInt8]] = []
        for (number, field) in fields.enumerated() {
            if !parts.contains(field.owner) { parts.append(field.owner) }
            names.append([.string(field.name), .int(parts.firstIndex(of: field.owner) ?? 0)])
            let salt = Base64.string([UInt8](repeating: UInt8(number), count: 16))
            disclosures.append(
                change(
                    field.name, ([.string(salt), .string(field.name), Self.json(field.field.value)] as JSONValue).bytes)
            )
        }
        let list = (["AAAAAAAAAAAAAAAAAAAAAA==", "names", .array(names)] as JSONValue).bytes
        let digests = ([list] + disclosures).map(Hash.sha256)
        var head: [SealedRecordHead.Part] = []
        var ciphertexts: [[UInt8]] = []
        for (place, owner) in parts.enumerated() {
            let label = vault.label(of: owner)
            var plaintext: [UInt8] = []
            for (number, field) in fields.enumerated() where parts[place] == field.owner {
                plaintext.append(bigEndian: UInt16(number + 1))
                plaintext.append(bigEndian: UInt32(disclosures[number].count))
                plaintext += disclosures[number]
            }
            let ciphertext = try encrypt(plaintext, for: owner, digests: digests)
            ciphertexts.append(ciphertext)
            head.append(.init(label: label, generation: 1, length: ciphertext.count, hash: .sha256(ciphertext)))
        }
        let sealed = SealedRecordHead(idempotency: nil, digests: digests, parts: head, namesLength: list.count)
        let entry = try EntryTemplate(
            kind: .record, action: record.action, outcome: record.outcome,
            references: [(.subject, vault.label(of: record.identity(of: record.subject)))],
            commitment: sealed.commitment
        ).entry()
        do { _ = try vault.open(entry: entry, sealed: sealed.bytes + list + ciphertexts.flatMap(\.self)) } catch {
            return error.code
        }
        return nil
    }

    private func encrypt(_ plaintext: [UInt8], for owner: Identity, digests: [Hash]) throws -> [UInt8] {
        let label = vault.label(of: owner)
        let context = Array("muster-sealed@v1\n".utf8) + label.hash.bytes + [0, 0, 0, 1] + digests.flatMap(\.bytes)
        let box = try AES.GCM.seal(plaintext, using: try key(of: owner), authenticating: context)
        return Array(try #require(box.combined))
    }

    private func key(of owner: Identity) throws -> SymmetricKey { SymmetricKey(data: try keyBytes(of: owner)) }

    func keyBytes(of owner: Identity) throws -> [UInt8] {
        let text = try String(contentsOfFile: vault.directory + "/master.key", encoding: .utf8)
        let master = SymmetricKey(data: try #require(Base64.decode(text.split(separator: "\n")[2].utf8)))
        let context = Array("muster-subject-key@v1\n".utf8) + vault.label(of: owner).hash.bytes + [0, 0, 0, 1]
        let box = try AES.GCM.SealedBox(combined: try wrapped(owner).dropFirst(4))
        return [UInt8](try AES.GCM.open(box, using: master, authenticating: context))
    }

    /// The owner's value in the table, made by sealing something for them when there is none: slots are key 32,
    /// value 64, check 8, behind one page; a value is generation 4, nonce 12, wrapped key 32, tag 16.
    func wrapped(_ owner: Identity) throws -> [UInt8] {
        let label = vault.label(of: owner).hash.bytes
        func find() throws -> [UInt8]? {
            let table = [UInt8](try Data(contentsOf: URL(filePath: vault.directory + "/subjects")))
            return stride(from: 4096, to: table.count, by: 104).first { Array(table[$0..<($0 + 32)]) == label }
                .map { Array(table[($0 + 32)..<($0 + 96)]) }
        }
        if let value = try find() { return value }
        let party = Party(type: owner.kind, id: owner.id, namespace: owner.namespace)
        _ = try vault.seal(Record(action: .userUpdate, subject: party))
        return try #require(try find())
    }

    /// The plaintext of one part.
    func decrypt(_ sealed: SealedRecord, part number: Int, owner: Identity) throws -> [UInt8] {
        let part = sealed.head.parts[number]
        let generation = withUnsafeBytes(of: part.generation.bigEndian) { [UInt8]($0) }
        let context =
            Array("muster-sealed@v1\n".utf8) + part.label.hash.bytes + generation + sealed.head.digests.flatMap(\.bytes)
        let box = try AES.GCM.SealedBox(combined: sealed.ciphertext(number))
        return [UInt8](try AES.GCM.open(box, using: try key(of: owner), authenticating: context))
    }

    /// The disclosures of a plaintext by number.
    static func disclosures(in plaintext: [UInt8]) -> [(Int, [UInt8])] {
        var rest = plaintext[...]
        var disclosures: [(Int, [UInt8])] = []
        while rest.count >= 6 {
            let number = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            let length = rest.dropFirst(2).prefix(4).reduce(0) { $0 << 8 | Int($1) }
            disclosures.append((number, Array(rest.dropFirst(6).prefix(length))))
            rest = rest.dropFirst(6 + length)
        }
        return disclosures
    }

    private static func json(_ value: RecordField.Value) -> JSONValue {
        switch value {
        case .identity(let identity): [.string(identity.kind), .string(identity.namespace), .string(identity.id)]
        case .text(let text): .string(text)
        case .time(let time): .string(time.rfc3339)
        case .json(let value): value
        }
    }
}
