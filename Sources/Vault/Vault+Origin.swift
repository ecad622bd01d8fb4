import TransparencyLog

extension Vault {
    /// The origin that the keys in a folder were made for: the name of the signing key.
    package static func origin(directory: String) throws(VaultError) -> String {
        let path = directory + "/signing.key"
        let text = String(decoding: try KeyFile.contents(path), as: UTF8.self)
        guard text.utf8.last == UInt8(ascii: "\n"), let key = try? SigningKey(parsing: String(text.dropLast())) else {
            throw VaultError(
                .damaged,
                "\(path) is damaged: it must be one line that begins with PRIVATE+KEY+. Put back its copy from "
                    + "the backup of the keys")
        }
        return key.verifierKey.name
    }
}
