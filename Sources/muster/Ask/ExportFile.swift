import Glibc
import NIOCore

/// The file that an export is written to: under another name until it is whole, and for its owner alone.
struct ExportFile {
    let path: String

    private var isStandardOutput: Bool { path == "-" }

    /// Has the server export, and writes what comes.
    ///
    /// - Throws: `Failure`, before anything is asked for a file that is there already; what was written stays beside the name, with `.part` behind it.
    func write(_ client: ServerClient, _ query: [(String, String)]) async throws {
        let request = ServerRequest("GET", ["v1", "export"], query: query)
        if isStandardOutput {
            try await client.stream(request, silence: .minutes(5)) { Terminal.write($0) }
            return
        }
        var there = stat()
        if stat(path, &there) == 0 { throw Failure(.usage, "\(path) exists already: give another name") }
        let part = path + ".part"
        var descriptor: Int32 = -1
        defer { if descriptor >= 0 { close(descriptor) } }
        var size = 0
        try await client.stream(request, silence: .minutes(5)) { piece in
            if descriptor < 0 {
                descriptor = open(part, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
                if descriptor < 0 { throw cannotWrite() }
            }
            try append(piece, to: descriptor)
            size += piece.count
        }
        guard descriptor >= 0, fsync(descriptor) == 0, rename(part, path) == 0 else { throw cannotWrite() }
        Terminal.remark(
            "\(size) bytes in \(path); check them with: \(Shell.muster(["verify", "LOG", "--export", path]))")
    }

    private func append(_ piece: [UInt8], to descriptor: Int32) throws(Failure) {
        var rest = piece[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { throw cannotWrite() }
            rest = rest.dropFirst(written)
        }
    }

    private func cannotWrite() -> Failure {
        Failure(.couldNotTell, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
