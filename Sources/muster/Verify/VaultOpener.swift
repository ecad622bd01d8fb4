import DurableFiles
import Records
import Vault
import Verification

/// Opens records with the keys of a log's operator, while the log is verified.
struct VaultOpener: RecordOpener {
    let vault: Vault

    /// The keys that belong to a log's folder in a data directory: `DATA/logs/NAME` has them in `DATA/keys/NAME`.
    ///
    /// - Returns: nil when there is no such folder, or it may not be read: auditors have none, and need none.
    static func keys(besides log: String) -> String? {
        let path = log.hasSuffix("/") ? String(log.dropLast()) : log
        if !DurableFile.exists(path + "/checkpoint"), let names = try? DurableFile.names(in: path + "/logs"),
            names.count == 1
        {
            return readable("\(path)/keys/\(names[0])")
        }
        let logs = DurableFile.parent(of: path)
        guard let name = path.split(separator: "/").last, name != ".." && name != "." else { return nil }
        return readable("\(DurableFile.parent(of: logs))/keys/\(name)")
    }

    private static func readable(_ folder: String) -> String? {
        DurableFile.exists(folder + "/master.key") && DurableFile.exists(folder + "/subjects") ? folder : nil
    }

    /// - Throws: `Failure` that names the file at fault.
    init(keys folder: String) throws(Failure) {
        guard Self.readable(folder) != nil else { throw Failure(.usage, "\(folder) does not hold the keys of a log") }
        do {
            vault = try Vault(directory: folder, origin: try Vault.origin(directory: folder), forReading: true)
        } catch {
            throw Failure(.couldNotTell, "the keys cannot be used: \(error)")
        }
    }

    func check(genesis: Genesis) -> String? {
        do throws(VaultError) {
            try vault.check(genesis: genesis)
            return nil
        } catch { return error.reason }
    }

    func open(entry: Entry, sealed: [UInt8], index: UInt64) -> Opening {
        do throws(VaultError) {
            let opened = try vault.open(entry: entry, sealed: sealed)
            return opened.unreadable.isEmpty ? .opened : .unreadable(opened.unreadable.count)
        } catch { return .fault(error.reason) }
    }
}
