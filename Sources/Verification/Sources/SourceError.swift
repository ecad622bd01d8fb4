/// Why a file of a log could not be read.
package struct SourceError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no such file.
        case missing
        /// It is larger than its kind can be.
        case tooLarge
        /// Reading is not allowed: file permissions, a missing token, a missing scope.
        case denied
        /// No answer, or an answer that says nothing about the file.
        case unreachable
        /// The place that the user named is not a log.
        case usage
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// The status that a program exits with when nothing more is known: a missing or malformed file is a failed
    /// verification, the rest could not be told.
    package var exitStatus: Int32 {
        switch code {
        case .missing, .tooLarge: 1
        case .usage: 2
        case .denied, .unreachable: 3
        }
    }

    /// Refuses an answer of a server that is not the file asked for.
    package static func check(status: Int, of url: String) throws(SourceError) {
        switch status {
        case 200: return
        case 404, 410: throw SourceError(.missing, "the server does not have it (status \(status))")
        case 401:
            throw SourceError(
                .denied, "\(url) needs a token (status 401); give --token-file, --token or MUSTER_TOKEN")
        case 403: throw SourceError(.denied, "this token may not read \(url) (status 403); it needs the scope read")
        default: throw SourceError(.unreachable, "\(url) answered with status \(status)")
        }
    }

    package static func == (left: SourceError, right: SourceError) -> Bool { left.code == right.code }
}
