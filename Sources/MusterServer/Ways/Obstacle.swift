/// Why a copy was not made or used, or a log not recovered: what was found, and what to do.
package struct Obstacle: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The answer is no.
        case no
        /// What was asked for cannot be meant.
        case usage
        /// Something could not be read or written.
        case couldNotTell
    }

    package let kind: Kind
    package let reason: String
    /// What to try, each on a line of its own.
    package let hints: [String]

    package init(_ kind: Kind, _ reason: String, hints: [String] = []) {
        self.kind = kind
        self.reason = reason
        self.hints = hints
    }

    package var description: String { ([reason] + hints.map { "  " + $0 }).joined(separator: "\n") }
}
