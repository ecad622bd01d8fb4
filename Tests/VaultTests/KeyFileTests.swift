import Foundation
import Records
import Testing
import TransparencyLog
import Vault

/// The files of keys: made whole, for their owner alone, and refused with a remedy when they are not as they must be.
@Suite struct KeyFileTests {
    private let folder = TemporaryFolder()

    @Test func filesAreForTheirOwnerAlone() throws {
        let vault = try makeVault(folder)
        #expect(try folder.mode("keys/main") == 0o700)
        for name in ["index.key", "master.key", "signing.key", "subjects"] {
            #expect(try folder.mode("keys/main/" + name) == 0o600, "\(name)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/keys") == ["main"])
        #expect(vault.signingKey.verifierKey.name == origin)
    }

    @Test func keysAreTheSameWhenOpenedAgain() throws {
        let first = try makeVault(folder)
        let again = try Vault(directory: folder.keys, origin: origin)
        #expect(first.indexKey.fingerprint == again.indexKey.fingerprint)
        #expect(first.signingKey.encoded == again.signingKey.encoded)
        #expect(
            first.idempotency(source: "a", key: "b", content: [1])
                == again.idempotency(source: "a", key: "b", content: [1]))
        #expect(throws: Never.self) { try again.check(genesis: first.genesis()) }
    }

    @Test func keysAreNeverOverwritten() throws {
        _ = try makeVault(folder)
        let error = try #require(
            #expect(throws: VaultError.self) { try Vault.create(directory: folder.keys, origin: origin) })
        #expect(error.code == .exists && error.reason.contains(folder.keys))
    }

    @Test func leftoversOfACrashAreReplaced() throws {
        try FileManager.default.createDirectory(atPath: folder.keys + ".making", withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(filePath: folder.keys + ".making/subjects"))
        #expect(throws: Never.self) { try makeVault(folder) }
    }

    @Test func originsThatCannotNameAKeyAreRefused() {
        for name in ["", "two words", "a+b", "a\nb"] {
            #expect(throws: VaultError.self) { try Vault.create(directory: folder.keys, origin: name) }
            #expect(!FileManager.default.fileExists(atPath: folder.keys))
        }
    }

    @Test(arguments: ["index.key", "master.key", "signing.key", "subjects"]) func missingFile(_ name: String) throws {
        _ = try makeVault(folder)
        try FileManager.default.removeItem(atPath: folder.keys + "/" + name)
        try expectRefusal(.missing, naming: name, remedy: "backup of the keys")
    }

    @Test func missingFolder() throws {
        try expectRefusal(.missing, naming: "keys/main", remedy: "backup of the keys")
    }

    @Test(arguments: ["index.key", "master.key", "signing.key", "subjects"]) func cutFile(_ name: String) throws {
        _ = try makeVault(folder)
        let path = folder.keys + "/" + name
        let whole = try Data(contentsOf: URL(filePath: path))
        let lengths = name == "subjects" ? [0, 1, 4095, 4096, whole.count - 1] : Array(0..<whole.count)
        for length in lengths {
            try whole.prefix(length).write(to: URL(filePath: path))
            try expectRefusal(.damaged, naming: name, remedy: "backup of the keys")
        }
    }

    @Test(arguments: [
        ("index.key", 0o644), ("master.key", 0o640), ("signing.key", 0o604), ("subjects", 0o660), ("", 0o755),
        ("", 0o701),
    ]) func readableByOthers(_ name: String, _ mode: Int) throws {
        _ = try makeVault(folder)
        let path = folder.keys + (name.isEmpty ? "" : "/" + name)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try expectRefusal(.permissions, naming: path, remedy: name.isEmpty ? "chmod 700 \(path)" : "chmod 600 \(path)")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.keys)
    }

    /// Files of another log, one at a time: found by their origin, or by the key of the log that they do not open.
    @Test(arguments: [
        ("index.key", VaultError.Code.wrongLog), ("master.key", .wrongLog), ("signing.key", .wrongLog),
        ("subjects", .wrongLog),
    ]) func filesOfAnotherLog(_ name: String, _ code: VaultError.Code) throws {
        _ = try makeVault(folder)
        for otherOrigin in [origin, "example.com/other"] where !(name == "signing.key" && otherOrigin == origin) {
            let other = folder.path + "/other-\(otherOrigin.count)"
            try Vault.create(directory: other, origin: otherOrigin)
            try FileManager.default.removeItem(atPath: folder.keys + "/" + name)
            try FileManager.default.copyItem(atPath: other + "/" + name, toPath: folder.keys + "/" + name)
            try expectRefusal(code, naming: name, remedy: "Put back")
        }
    }

    @Test func genesisOfAnotherLog() throws {
        let vault = try makeVault(folder)
        let other = TemporaryFolder()
        let stranger = try makeVault(other).genesis()
        let mine = vault.genesis()
        let cases = [
            (Genesis(origin: "example.com/x", key: mine.key, indexKey: mine.indexKey), "example.com/x"),
            (Genesis(origin: origin, key: stranger.key, indexKey: mine.indexKey), "signing.key"),
            (Genesis(origin: origin, key: mine.key, indexKey: stranger.indexKey), "index.key"),
        ]
        for (genesis, part) in cases {
            let error = try #require(#expect(throws: VaultError.self) { try vault.check(genesis: genesis) })
            #expect(error.code == .wrongLog && error.reason.contains(part))
        }
    }

    private func expectRefusal(_ code: VaultError.Code, naming name: String, remedy: String) throws {
        let error = try #require(
            #expect(throws: VaultError.self) { try Vault(directory: folder.keys, origin: origin) })
        #expect(error.code == code, "\(error)")
        #expect(error.reason.contains(name) && error.reason.contains(remedy), "\(error)")
    }
}
