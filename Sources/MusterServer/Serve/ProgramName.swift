import Foundation
import Glibc

/// How this program is called, in commands that are shown to be typed.
package enum ProgramName {
    /// The program as it was started: `muster` where a shell finds it by that name, else its path, quoted if need be.
    package static let here = text(
        started: CommandLine.arguments.first ?? "muster",
        path: ProcessInfo.processInfo.environment["PATH"] ?? "")

    /// - Parameters:
    ///   - started: the word with which the program was started, `argv[0]`.
    ///   - path: folders in which a shell looks for programs, with colons between.
    /// - Returns: what to type.
    package static func text(started: String, path: String) -> String {
        guard started.utf8.contains(UInt8(ascii: "/")) else { return started }
        let name = String(started[(started.lastIndex(of: "/").map(started.index(after:)) ?? started.startIndex)...])
        let candidates: [String] = path.split(separator: ":").map { "\($0)/\(name)" }
        let found = candidates.first { access($0, X_OK) == 0 }
        if let found, isSame(found, started) { return name }
        return ShellWord.quoted(started)
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
}
