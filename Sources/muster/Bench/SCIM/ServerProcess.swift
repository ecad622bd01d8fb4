import Foundation
import Glibc

/// The server's own process, as `/proc` tells: what the load costs it.
struct ServerProcess {
    let number: Int

    /// User and system time so far, in seconds.
    func processorSeconds() throws -> Double {
        let text = try text("stat")
        // What stands before the last `)` is the program's name, which may hold anything.
        let fields = text.suffix(from: text.lastIndex(of: ")") ?? text.startIndex).split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw Failure(.couldNotTell, "/proc/\(number)/stat has another form")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The most memory that it has had, in MiB.
    func peakMegabytes() throws -> Double {
        let line = try text("status").split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }

    private func text(_ file: String) throws -> String {
        guard let text = try? String(contentsOfFile: "/proc/\(number)/\(file)", encoding: .utf8) else {
            throw Failure(.couldNotTell, "there is no process \(number) that this one may look at")
        }
        return text
    }
}
