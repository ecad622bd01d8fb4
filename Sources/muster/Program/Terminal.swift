import Glibc

/// Standard output and standard error, as streams of text for people and programs.
enum Terminal {
    /// A line for whoever asked.
    static func print(_ text: String) { write(text + "\n", to: stdout) }

    /// What went wrong, on standard error.
    static func complain(_ text: String) { write("muster: " + text + "\n", to: stderr) }

    /// A remark beside the answer, on standard error.
    static func remark(_ text: String) { write(text + "\n", to: stderr) }

    static func write(_ text: String, to stream: UnsafeMutablePointer<FILE>?) {
        var text = text
        text.withUTF8 { bytes in
            _ = fwrite(bytes.baseAddress, 1, bytes.count, stream ?? stdout)
        }
        fflush(stream)
    }

    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, stdout) }
        fflush(stdout)
    }

    /// Whether somebody is looking at standard error now.
    static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

    /// Text from a log made harmless: names may come from strangers, and a control character could move the cursor,
    /// colour the screen, or turn the reading direction so that a line seems to say something else.
    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

// C's standard streams are global variables that are set before `main` and never again.
nonisolated(unsafe) private let stdout = Glibc.stdout
nonisolated(unsafe) let stderr = Glibc.stderr
