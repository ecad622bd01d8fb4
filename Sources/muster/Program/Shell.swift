import MusterServer

/// Command lines that can be typed as they are shown.
enum Shell {
    /// The words as a POSIX shell takes them.
    static func line(_ words: [String]) -> String { words.map(ShellWord.quoted).joined(separator: " ") }

    /// A command of this program, called as it was.
    static func muster(_ words: [String]) -> String { ProgramName.here + " " + line(words) }
}
