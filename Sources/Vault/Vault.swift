internal import Crypto
internal import DurableFiles
package import Records
internal import Synchronization
package import TransparencyLog

/// The keys of one log, and what is done with them: sealing records, opening them, and keyed hashes.
///
/// `keys/<log>/` (mode 0700) holds, each with mode 0600, `index.key` (labels), `master.key` (wraps the owners' keys),
/// `signing.key` (checkpoints) and `subjects` (one wrapped key for each owner of sealed fields). Safe to use from many
/// tasks at once. Whoever loses `master.key` or `subjects` loses the records' content, for good; the log's proofs
/// stand without them.
package final class Vault: Sendable {
    package let directory: String
    package let origin: String
    package let indexKey: IndexKey
    package let signingKey: SigningKey
    /// The identity that owns what speaks of nobody.
    let log: Identity
    let logLabel: Label
    let subjects: SubjectKeys
    let random: RandomSource
    private let idempotencyKey: KeyedHash
    private let labels = Mutex(RecentCache<Identity, Label>(limit: 65_536))
    /// The other way round, for `isLabel`: a label is found quicker than an identity.
    private let identities = Mutex(RecentCache<Label, Identity>(limit: 65_536))
    private let lists = Mutex(KnownDisclosureLists())

    /// Opens the keys of a log; `forReading` where records are to be opened and none sealed: the right to read the files
    /// is enough then.
    ///
    /// - Throws: `VaultError` that names the file at fault and the remedy.
    package init(
        directory: String, origin: String, random: RandomSource = .system, forReading: Bool = false
    ) throws(VaultError) {
        try KeyFile.checkMode(directory)
        guard let indexKey = IndexKey(try KeyFile.index(in: directory).read(origin: origin)) else {
            throw VaultError(.damaged, "\(directory)/index.key does not have 32 bytes")
        }
        let master = SymmetricKey(data: try KeyFile.master(in: directory).read(origin: origin))
        self.directory = directory
        self.origin = origin
        self.indexKey = indexKey
        self.random = random
        signingKey = try Self.readSigningKey(directory + "/signing.key", origin: origin)
        log = .log(origin: origin)
        logLabel = indexKey.label(of: log)
        subjects = try Self.openSubjects(directory + "/subjects", master, random, forReading)
        idempotencyKey = KeyedHash(
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: master, info: Array("muster-idempotency@v1".utf8), outputByteCount: 32))
        guard try subjects.key(for: logLabel) != nil else {
            throw VaultError(
                .wrongLog,
                "\(directory)/subjects has no key of this log: it or index.key is of another log or "
                    + "damaged. Put back both from one backup of the keys")
        }
    }

    private static func readSigningKey(_ path: String, origin: String) throws(VaultError) -> SigningKey {
        let text = String(decoding: try KeyFile.contents(path), as: UTF8.self)
        guard text.utf8.last == UInt8(ascii: "\n"), let key = try? SigningKey(parsing: String(text.dropLast())) else {
            throw damaged(signingKey: path)
        }
        guard key.verifierKey.name.utf8.elementsEqual(origin.utf8) else {
            throw VaultError(.wrongLog, "\(path) is of another log than \(origin). Put back this log's own key file")
        }
        return key
    }

    private static func openSubjects(
        _ path: String, _ master: SymmetricKey, _ random: RandomSource, _ forReading: Bool
    ) throws(VaultError) -> SubjectKeys {
        try KeyFile.checkMode(path)
        do throws(FileError) {
            return try SubjectKeys(path: path, master: master, random: random, forReading: forReading)
        } catch {
            let code: VaultError.Code = error.number == 0 ? .damaged : .storage
            throw VaultError(code, "\(error.description). Put back its copy from the backup of the keys")
        }
    }

    /// Checks that these are the keys that entry 0 of the log names.
    package func check(genesis: Genesis) throws(VaultError) {
        guard genesis.origin.utf8.elementsEqual(origin.utf8) else {
            throw VaultError(
                .wrongLog, "the log in this directory is \(genesis.origin), the keys are those of \(origin)")
        }
        guard genesis.indexKey == indexKey.fingerprint else {
            throw VaultError(
                .wrongLog,
                "\(directory)/index.key is not the index key that entry 0 of the log names. Put back this "
                    + "log's own key file")
        }
        guard genesis.key.utf8.elementsEqual(signingKey.verifierKey.description.utf8) else {
            throw VaultError(
                .wrongLog,
                "\(directory)/signing.key is not the key that entry 0 of the log names. Put back this log's "
                    + "own key file")
        }
    }

    /// What entry 0 of a new log with these keys says.
    package func genesis(predecessor: Genesis.Predecessor? = nil) -> Genesis {
        Genesis(
            origin: origin, key: signingKey.verifierKey.description, indexKey: indexKey.fingerprint,
            predecessor: predecessor)
    }

    /// Makes the keys of new owners durable, in one sync: before anything sealed under them is.
    package func syncNewKeys() throws(VaultError) { try subjects.syncNewKeys() }

    /// The names of a sealed record's disclosures and the parts that own them; lists that were seen are remembered.
    func items(of sealed: SealedRecord) throws(SealedRecordError) -> [DisclosureList.Item] {
        let result = lists.withLock { lists -> Result<[DisclosureList.Item], SealedRecordError> in
            do throws(SealedRecordError) { return .success(try sealed.items(&lists)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// The label of an identity, remembered while recent.
    package func label(of identity: Identity) -> Label {
        if let label = labels.withLock({ $0.value(identity) }) { return label }
        let label = indexKey.label(of: identity)
        labels.withLock { $0.insert(label, for: identity) }
        return label
    }

    /// Whether that is the label of the identity; quickly when it was asked a while ago.
    func isLabel(_ label: Label, of identity: Identity) -> Bool {
        if let known = identities.withLock({ $0.value(label) }), known == identity { return true }
        guard indexKey.label(of: identity) == label else { return false }
        identities.withLock { $0.insert(identity, for: label) }
        return true
    }

    /// Keyed hashes of an idempotency key, within its source, and of the content that came with it.
    package func idempotency(source: String, key: String, content: [UInt8]) -> Idempotency {
        var text: [UInt8] = []
        text.reserveCapacity(16 + source.utf8.count + key.utf8.count)
        text.append(contentsOf: "key\n".utf8)
        text.append(bigEndian: UInt32(clamping: source.utf8.count))
        text.append(contentsOf: source.utf8)
        text.append(contentsOf: key.utf8)
        return Idempotency(
            key: idempotencyKey.hash(of: text), content: idempotencyKey.hash(of: Array("content\n".utf8) + content))
    }
}
