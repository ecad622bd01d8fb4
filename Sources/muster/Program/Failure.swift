/// Why a command did not do what was asked: what was wrong, and what to do about it.
struct Failure: Error, CustomStringConvertible {
    let status: ExitStatus
    let message: String
    /// What to try, each on a line of its own.
    var hints: [String] = []

    init(_ status: ExitStatus, _ message: String, hints: [String] = []) {
        self.status = status
        self.message = message
        self.hints = hints
    }

    var description: String { ([message] + hints.map { "  " + $0 }).joined(separator: "\n") }
}
