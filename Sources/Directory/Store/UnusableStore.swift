import Foundation
import GRDB

/// The file of the directory's state cannot be used, and building it again would not help: permissions, a full or failing
/// disk. Nothing is lost by it: the log holds everything.
package struct UnusableStore: Error, CustomStringConvertible {
    package let path: String
    package let reason: String

    /// A statement's text and arguments may hold names: of a database error only the message is told.
    init(_ path: String, _ error: DatabaseError) {
        self.path = path
        reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
    }

    init(_ path: String, _ error: CocoaError) {
        self.path = path
        let cause = error.underlying as? POSIXError
        reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? error.localizedDescription
    }

    package var description: String {
        "the SCIM directory's state \(path) cannot be used: \(reason); it holds nothing that is not in the log, so once the "
            + "disk and its permissions are in order it may be deleted and is built again at the next start"
    }
}
