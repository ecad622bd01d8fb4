import DurableFiles
import Foundation

/// A folder that a measurement makes for itself.
struct BenchFolder {
    /// Where it is made.
    let parent: String
    /// Whether it stays, and its path is told.
    var keep = false

    /// Runs `body` in a folder of its own and takes the folder away after it.
    func use<Answer>(_ body: (String) async throws -> Answer) async throws -> Answer {
        guard DurableFile.isFolder(parent) else { throw Failure(.couldNotTell, "there is no folder \(parent)") }
        let folder = "\(parent)/muster-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try DurableFile.makeFolder(folder, mode: 0o700)
        defer {
            if keep {
                FileHandle.standardError.write(Data("kept: \(folder)\n".utf8))
            } else {
                try? FileManager.default.removeItem(atPath: folder)
            }
        }
        return try await body(folder)
    }
}
