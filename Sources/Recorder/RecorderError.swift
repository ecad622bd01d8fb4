import DurableFiles
import Ledger
package import Records
import Vault

/// Why a record was not appended, or a log not opened.
package enum RecorderError: Error, Sendable, CustomStringConvertible {
    /// The record is not one that may stand in the log.
    case invalid(RecordError)
    /// A record or transaction is beyond a limit; the text names it.
    case tooLarge(String)
    /// More is waiting than is taken; try again after that many seconds.
    case busy(retryAfter: Int)
    /// Nothing was recorded and the log goes on; typically the disk is full.
    case full(String)
    /// Recorded and durable, but not covered by a checkpoint in time; the text names the index.
    case notPublished(String)
    /// The log takes nothing until it is restarted, or is being closed.
    case stopped(String)
    /// The log cannot be opened, made or read; the text names the file and the remedy.
    case unusable(String)

    init(_ error: LedgerError) {
        switch error {
        case .transactionTooLarge: self = .tooLarge(error.description)
        case .busy: self = .busy(retryAfter: 1)
        case .batchFailed: self = .full(error.description)
        case .notPublished: self = .notPublished(error.description)
        case .stopped, .closed: self = .stopped(error.description)
        case .file(let file) where file.isOutOfSpace: self = .full(error.description)
        case .refused, .file: self = .unusable(error.description)
        }
    }

    /// What the vault would not seal or the ledger would not take.
    init(appending error: any Error) {
        switch error {
        case let error as RecorderError: self = error
        case let error as LedgerError: self.init(error)
        default: self.init(sealing: error)
        }
    }

    /// What the vault would not seal.
    init(sealing error: any Error) {
        switch error {
        case let error as RecordError: self = .invalid(error)
        case let error as VaultError where error.code == .tooLarge: self = .tooLarge(error.description)
        case let error as VaultError where error.code == .storage: self = .full(error.description)
        default: self = .unusable("the record could not be sealed: \(error)")
        }
    }

    package var description: String {
        switch self {
        case .invalid(let error): error.description
        case .tooLarge(let reason), .full(let reason), .notPublished(let reason), .stopped(let reason),
            .unusable(let reason):
            reason
        case .busy(let seconds): "too many records are waiting to be written; try again in \(seconds) s"
        }
    }
}
