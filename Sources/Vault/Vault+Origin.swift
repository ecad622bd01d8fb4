package import TransparencyLog

extension Vault {
    /// The origin that the keys in a folder were made for.
    ///
    /// Each of three files names its log. Where one of them says otherwise than the two others it is that one which is
    /// out of place, whichever it is, and it is named.
    package static func origin(directory: String) throws(VaultError) -> String {
        let named = [
            (directory + "/signing.key", try verifierKey(directory: directory).name),
            (KeyFile.index(in: directory).path, try KeyFile.index(in: directory).origin()),
            (KeyFile.master(in: directory).path, try KeyFile.master(in: directory).origin()),
        ]
        for (path, origin) in named {
            let others = named.filter { $0.0 != path }.map(\.1)
            guard others[0].utf8.elementsEqual(others[1].utf8), !origin.utf8.elementsEqual(others[0].utf8) else {
                continue
            }
            throw VaultError(
                .wrongLog, "\(path) is of another log than \(others[0]). Put back this log's own key file")
        }
        // No two of them agree only where all three are of different logs; then the first is as wrong as any.
        guard named[0].1.utf8.elementsEqual(named[1].1.utf8) else {
            throw VaultError(
                .wrongLog,
                "\(directory) has keys of three logs. Put back this log's own folder from the backup of the keys")
        }
        return named[0].1
    }

    /// The key that checks what the keys in a folder sign.
    package static func verifierKey(directory: String) throws(VaultError) -> VerifierKey {
        try verifierKey("\(directory)/signing.key")
    }

    private static func verifierKey(_ path: String) throws(VaultError) -> VerifierKey {
        let text = String(decoding: try KeyFile.contents(path), as: UTF8.self)
        guard text.utf8.last == UInt8(ascii: "\n"), let key = try? SigningKey(parsing: String(text.dropLast())) else {
            throw damaged(signingKey: path)
        }
        return key.verifierKey
    }

    static func damaged(signingKey path: String) -> VaultError {
        VaultError(
            .damaged,
            "\(path) is damaged: it must be one line that begins with PRIVATE+KEY+. Put back its copy from the backup of "
                + "the keys")
    }
}
