import Glibc
import Verification

/// Standard output and standard error, as streams of text for people and programs.
enum Terminal {
    /// A line for whoever asked.
    static func print(_ text: String) { write(Array((text + "\n").utf8), to: STDOUT_FILENO) }

    /// What went wrong, on standard error.
    static func complain(_ text: String) { remark("muster: " + text) }

    /// A remark beside the answer, on standard error.
    static func remark(_ text: String) { write(Array((text + "\n").utf8), to: STDERR_FILENO) }

    /// Writes all bytes; when nobody reads any more (a closed pipe), what is left is dropped.
    static func write(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            if written <= 0 { return }
            rest = rest.dropFirst(written)
        }
    }

    /// Characters on a line of the terminal that standard output goes to; nil when it goes elsewhere.
    static var width: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return Environment.variable("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? 80
    }

    /// Whether somebody is looking at standard error now.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Text from a log or a server made harmless.
    static func harmless(_ text: String) -> String { Harmless.text(text) }
}
