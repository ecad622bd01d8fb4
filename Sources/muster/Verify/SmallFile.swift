import DurableFiles
import TransparencyLog

/// Files that are named on the command line and read whole.
enum SmallFile {
    static let largest = 1 << 20

    /// - Throws: `Failure` with status 1 when the file is missing or too long.
    static func read(_ path: String, limit: Int = largest) throws -> [UInt8] {
        guard let bytes = try DurableFile.read(path, limit: limit) else {
            throw Failure(.no, "there is no file \(path)")
        }
        return bytes
    }
}

/// Reads `--vkey`.
enum VerifierKeyOption {
    static func read(_ text: String) throws(Failure) -> VerifierKey {
        do {
            return try VerifierKey(text)
        } catch {
            throw Failure(.usage, "--vkey: \(error)", hints: ["the operator gets it with: muster log show NAME"])
        }
    }
}
