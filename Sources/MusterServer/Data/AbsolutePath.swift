import Foundation

/// Paths that mean the same to whoever reads them, wherever they work.
package enum AbsolutePath {
    /// The path from the root, without `.` and `..`.
    package static func of(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
