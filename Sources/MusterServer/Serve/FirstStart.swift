import DurableFiles
import Glibc
import Recorder

/// What only a first start does: create log `main`, and the first token.
enum FirstStart {
    /// Creates `main` when there is no log yet.
    static func createMain(in logs: OpenLogs, origin: String?) async throws -> Bool {
        guard logs.all.isEmpty else { return false }
        let main = try await logs.create("main", origin: origin ?? "\(hostName())/logs/main")
        try logs.keep(main.name)
        return true
    }

    /// Creates the bootstrap token and writes its value to `bootstrap-token` (mode 0600), on the first start only: while
    /// the log holds nothing but its genesis and what an interrupted first start left. A start that was interrupted
    /// before the token was good does it again under another name.
    ///
    /// A log that has had tokens gets none unasked for, whatever became of the token file.
    static func createToken(in data: DataDirectory, logs: OpenLogs, _ administration: Administration) async throws {
        guard let main = logs.log(named: "main"), try isFirst(main) else { return }
        let tokens = main.tokens.all
        let name = tokens.isEmpty ? "bootstrap" : "bootstrap-\(tokens.count + 1)"
        _ = try await administration.createToken(
            name, scopes: Set(Scope.allCases), log: "main", by: .muster, leavesUndelivered: true
        ) { value throws(DataDirectoryError) in
            do throws(FileError) {
                try DurableFile.write(Array("\(value)\n".utf8), to: data.bootstrapTokenFile, mode: 0o600)
            } catch { throw .file(error) }
        }
    }

    private static func isFirst(_ main: OpenLog) throws -> Bool {
        let roll = try TokenRoll(main)
        return main.recorder.committedSize() == 1 + UInt64(roll.entries)
            && main.tokens.all.allSatisfy { $0.state == .creating } && main.tokens.lost.isEmpty
    }

    /// The machine's name in lower case; `localhost` when it has none that an origin can hold.
    private static func hostName() -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let result = buffer.withUnsafeMutableBytes { bytes in
            bytes.bindMemory(to: CChar.self).baseAddress.map { gethostname($0, 255) } ?? -1
        }
        let name = String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self).lowercased()
        return result == 0 && (try? Origin.check(name)) != nil ? name : "localhost"
    }
}
