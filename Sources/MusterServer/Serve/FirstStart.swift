import DurableFiles
import Glibc

/// What only a first start does: create log `main`, and the first token.
enum FirstStart {
    /// Creates `main` when there is no log yet.
    static func createMain(in logs: OpenLogs, origin: String?) async throws -> Bool {
        guard logs.all.isEmpty else { return false }
        _ = try await logs.create("main", origin: origin ?? "\(hostName())/logs/main")
        return true
    }

    /// Creates the bootstrap token and writes its value to `bootstrap-token` (mode 0600), unless `main` ever had a
    /// token that was good. A start that was interrupted before the token was good does it again under another name.
    static func createToken(in data: DataDirectory, logs: OpenLogs, _ administration: Administration) async throws {
        guard let main = logs.log(named: "main") else { return }
        let tokens = main.tokens.all
        guard tokens.allSatisfy({ $0.state == .creating }) else { return }
        let name = tokens.isEmpty ? "bootstrap" : "bootstrap-\(tokens.count + 1)"
        _ = try await administration.createToken(
            name, scopes: Set(Scope.allCases), log: "main", by: .muster
        ) { value throws(DataDirectoryError) in
            do throws(FileError) {
                try DurableFile.write(Array("\(value)\n".utf8), to: data.bootstrapTokenFile, mode: 0o600)
            } catch { throw .file(error) }
        }
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
