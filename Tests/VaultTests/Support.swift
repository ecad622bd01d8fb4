import Foundation
import JSON
import Records
import Synchronization
import Testing
import TransparencyLog
import Vault

/// A folder that is gone when the value is.
final class TemporaryFolder: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.path + "/muster-vault-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var keys: String { path + "/keys/main" }

    func mode(_ name: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int)
    }
}

let origin = "example.com/muster"

/// A vault with fresh keys.
func makeVault(_ folder: TemporaryFolder, random: RandomSource = .system) throws -> Vault {
    try Vault.create(directory: folder.keys, origin: origin, random: random)
    return try Vault(directory: folder.keys, origin: origin, random: random)
}

/// Bytes that are the same in every run: SplitMix64.
func fixedRandom(seed: UInt64) -> RandomSource {
    let generator = Mutex(SeededGenerator(seed: seed))
    return RandomSource { buffer in
        generator.withLock { generator in
            for place in buffer.indices { buffer[place] = UInt8(truncatingIfNeeded: generator.next()) }
        }
    }
}

extension EntryTemplate {
    /// The entry as it would stand in an empty log.
    func entry(time: Int64 = 1_795_370_400_123) throws -> Entry {
        var bytes: [UInt8] = []
        render(time: Timestamp(milliseconds: time), positions: { _ in (0, nil) }, into: &bytes)
        return try Entry(parsing: bytes)
    }
}

/// A record in which every field stands: two persons, a manager before and after, someone impersonal, resources.
func fullRecord() -> Record {
    let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
    return Record(
        id: "hr-7731", action: .userUpdate, outcome: .success, occurredAt: Timestamp(milliseconds: 1_782_820_800_123),
        source: "hr-sync",
        actor: Party(
            type: "service", id: "hr", name: "HR sync", externalId: "x", address: "10.0.0.4", agent: "hr/2.1",
            session: "s"),
        onBehalfOf: Party(type: "user", id: "u-12", name: "mreyes"),
        subject: Party(type: "user", id: "2819c223", name: "bj\"ensen", externalId: "E-4410"),
        resources: [
            Party(type: "group", id: "g-7", name: "Auditors"), Party(type: "user", id: "u-77", namespace: "okta"),
        ],
        changes: [
            Change(path: "title", before: "Clerk", after: "Auditor"),
            Change(path: "\(manager).value", before: "u-8", after: "u-9"),
            Change(path: "\(manager).displayName", before: "Ann", after: "Bob"),
            Change(path: "nickName", before: .null),
            Change(path: "roles[value eq \"a\"]", after: ["value": "a", "n": [1, nil, true]]),
        ],
        reason: "annual move", transaction: "tx-91", request: "rq-5", recordedBy: "hr-token",
        extra: JSONObject([("ticket", 17), ("é", "\u{1}")]))
}
