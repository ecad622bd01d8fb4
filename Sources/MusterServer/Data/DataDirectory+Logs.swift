import DurableFiles
import Glibc

extension DataDirectory {
    /// The parts of a log without which it cannot be opened. `state` and `catalog` are made anew from the log, and of
    /// lost tokens the log says which they were.
    static let needed = ["logs", "wal", "lock", "keys"]

    /// The names of the logs of which anything stands here, sorted.
    package func logNames() throws(DataDirectoryError) -> [String] {
        var names: Set<String> = []  // of ASCII only, see LogName
        for part in Self.parts {
            for name in try Self.names(in: "\(path)/\(part)") {
                let log = part == "tokens" ? Self.log(ofTokens: name) : name
                if let log, LogName.isValid(log) { names.insert(log) }
            }
        }
        return names.sorted()
    }

    /// Refuses a directory in which parts of a log are missing that cannot be made anew: one folder taken away is no
    /// log less, it is a log damaged.
    func checkLogsAreWhole() throws(DataDirectoryError) {
        let names = try logNames()
        guard !names.isEmpty else { return }
        for name in Set(names).union(["main"]).sorted() {
            guard let first = try firstMissing(of: name) else { continue }
            let standing = (Self.parts.filter { $0 != "tokens" }.map { "\(path)/\($0)/\(name)" })
                .filter { DurableFile.exists($0) }
            throw .incomplete(log: name, missing: "\(path)/\(first)/\(name)", standing: standing)
        }
    }

    /// The first part of a log that is needed and certainly not there.
    private func firstMissing(of log: String) throws(DataDirectoryError) -> String? {
        do throws(FileError) {
            for part in Self.needed {
                guard try DurableFile.kind(of: "\(path)/\(part)/\(log)") == Int(S_IFDIR) else { return part }
            }
            return nil
        } catch { throw .file(error) }
    }

    private static func log(ofTokens file: String) -> String? {
        file.hasSuffix(".json") ? String(file.dropLast(".json".utf8.count)) : nil
    }
}
