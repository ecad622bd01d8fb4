internal import Crypto
internal import DurableFiles
package import Records
internal import TransparencyLog

extension Vault {
    /// Makes the keys of a new log; either all of them appear, or none.
    ///
    /// - Throws: `VaultError`: `exists` when there are keys already, which are never overwritten.
    package static func create(
        directory: String, origin: String, random: RandomSource = .system
    ) throws(VaultError) {
        let existing = (try? DurableFile.names(in: directory)) ?? []
        guard existing.isEmpty else {
            throw VaultError(.exists, "\(directory) holds keys already; they are never overwritten")
        }
        let signingKey: SigningKey
        do throws(KeyError) {
            signingKey = try SigningKey(name: origin, seed: random.bytes(32))
        } catch { throw VaultError(.wrongLog, "the origin cannot name a key: \(error)") }
        do throws(FileError) {
            try write(directory, origin, signingKey, random)
        } catch { throw VaultError(.storage, error.description) }
        try createLogKey(directory + unfinished, origin, random)
        do throws(FileError) {
            try DurableFile.rename(directory + unfinished, to: directory)
            try DurableFile.syncFolder(DurableFile.parent(of: directory))
        } catch { throw VaultError(.storage, error.description) }
    }

    /// What a folder that is not complete yet is called, behind its name.
    private static let unfinished = ".making"

    private static func write(
        _ directory: String, _ origin: String, _ signingKey: SigningKey, _ random: RandomSource
    ) throws(FileError) {
        let folder = directory + unfinished
        try DurableFile.makeFolder(DurableFile.parent(of: directory), mode: 0o700)
        for name in try DurableFile.names(in: folder) { try DurableFile.remove(folder + "/" + name) }
        DurableFile.removeEmptyFolder(folder)
        try DurableFile.makeFolder(folder, mode: 0o700)
        try KeyFile.index(in: folder).write(random.bytes(32), origin: origin)
        try KeyFile.master(in: folder).write(random.bytes(32), origin: origin)
        try DurableFile.write(Array("\(signingKey.encoded)\n".utf8), to: folder + "/signing.key", mode: 0o600)
    }

    /// Makes the key of what speaks of nobody: with it, opening can tell that the files belong together.
    private static func createLogKey(_ folder: String, _ origin: String, _ random: RandomSource) throws(VaultError) {
        let master = SymmetricKey(data: try KeyFile.master(in: folder).read(origin: origin))
        guard let indexKey = IndexKey(try KeyFile.index(in: folder).read(origin: origin)) else { return }
        let subjects: SubjectKeys
        do throws(FileError) {
            subjects = try SubjectKeys(path: folder + "/subjects", master: master, random: random)
        } catch { throw VaultError(.storage, error.description) }
        _ = try subjects.keyForSealing(indexKey.label(of: .log(origin: origin)))
        try subjects.syncNewKeys()
    }
}
