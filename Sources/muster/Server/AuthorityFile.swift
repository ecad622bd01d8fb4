import DurableFiles
import NIOSSL

/// The file of `--ca-file`.
enum AuthorityFile {
    /// Refuses a file that holds no certificates, before a failed connection is blamed on something else.
    static func check(_ path: String) throws {
        guard let bytes = try DurableFile.read(path, limit: 4 << 20) else {
            throw Failure(.usage, "--ca-file: there is no file \(path)")
        }
        let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes)
        guard certificates?.isEmpty == false else {
            throw Failure(.usage, "--ca-file: \(path) holds no certificates in PEM form")
        }
    }
}
