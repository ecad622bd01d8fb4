import Ledger

/// Why a record was not appended, or a log not opened.
package enum RecorderError: Error, Sendable, CustomStringConvertible {
    /// A record or transaction is beyond a limit; the text names it.
    case tooLarge(String)
    /// More is waiting than is taken; try again after that many seconds.
    case busy(retryAfter: Int)
    /// Nothing was recorded and the log goes on; typically the disk is full.
    case full(String)
    /// The log takes nothing until it is restarted, or is being closed.
    case stopped(String)
    /// The log cannot be opened, made or read; the text names the file and the remedy.
    case unusable(String)

    init(_ error: LedgerError) {
        switch error {
        case .transactionTooLarge: self = .tooLarge(error.description)
        case .busy: self = .busy(retryAfter: 1)
        case .batchFailed: self = .full(error.description)
        case .stopped, .closed: self = .stopped(error.description)
        case .refused, .file: self = .unusable(error.description)
        }
    }

    package var description: String {
        switch self {
        case .tooLarge(let reason), .full(let reason), .stopped(let reason), .unusable(let reason): reason
        case .busy(let seconds): "too many records are waiting to be written; try again in \(seconds) s"
        }
    }
}
