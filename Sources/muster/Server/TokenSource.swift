import DurableFiles

/// Where a command takes a token from.
enum TokenSource {
    /// The token in a file, or else the value given, or else that of `MUSTER_TOKEN`.
    static func read(file: String?, value: String?) throws -> String? {
        guard let file else { return value ?? Environment.variable("MUSTER_TOKEN") }
        guard let bytes = try DurableFile.read(file, limit: 64 << 10) else {
            throw Failure(.couldNotTell, "there is no token file \(file)")
        }
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard !text.isEmpty else { throw Failure(.couldNotTell, "the token file \(file) is empty") }
        return text
    }
}
