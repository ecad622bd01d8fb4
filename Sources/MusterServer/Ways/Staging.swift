import DurableFiles
import Foundation

/// The folder in which a successor log is made, before it takes its place: `DATA/successors/NAME`, shaped like a data
/// directory. The file `plan` in it says that the log is whole, and where its predecessor goes.
struct Staging {
    let path: String

    init(data: String, name: String) { path = "\(data)/successors/\(name)" }

    private var planFile: String { path + "/plan" }

    /// Where the predecessor goes; nil while the log is not whole.
    func plan() throws(FileError) -> String? {
        try DurableFile.read(planFile, limit: 1 << 16).map { String(decoding: $0, as: UTF8.self) }
    }

    func write(plan: String) throws(FileError) {
        try DurableFile.write(Array(plan.utf8), to: planFile, mode: 0o600)
    }

    /// Removes the folder: what is in it was never anybody's log, or has been moved into its place.
    func clear() throws {
        guard DurableFile.exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch { throw Obstacle(.couldNotTell, "\(path) is left of an earlier run and cannot be removed: \(error)") }
    }
}
