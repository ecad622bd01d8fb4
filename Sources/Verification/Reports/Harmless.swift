/// Text from a log made harmless for a terminal.
package enum Harmless {
    /// The text with a replacement character for each control and format character.
    ///
    /// Names may come from strangers, and a control character could move the cursor, colour the screen, or turn the
    /// reading direction so that a line seems to say something else.
    package static func text(_ text: String) -> String {
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
