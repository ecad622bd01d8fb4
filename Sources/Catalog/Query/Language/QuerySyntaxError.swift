/// Why a text is no query: where, and what was expected there.
///
/// `reason` never repeats what was typed, which may be someone's name.
package struct QuerySyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Bytes of UTF-8 before the place.
    package let offset: Int
    package let reason: String

    package init(at offset: Int, _ reason: String) {
        self.offset = offset
        self.reason = reason
    }

    package var description: String { "at byte \(offset): \(reason)" }

    /// Characters before the place, from 0.
    package func column(in text: String) -> Int {
        String(decoding: text.utf8.prefix(offset), as: UTF8.self).count
    }

    /// The part of the text around the place, and below it a line with a caret under the place.
    ///
    /// White space and control characters are shown as spaces, so that the caret stands where it should.
    package func picture(of text: String, width: Int = 72) -> (line: String, caret: String) {
        let characters = text.map { $0.isWhitespace || Self.isControl($0) ? " " : $0 }
        let column = min(column(in: text), characters.count)
        let first = max(0, min(column - width / 2, characters.count - width))
        let end = min(characters.count, first + width)
        let start = first > 0 ? "…" : ""
        let line = start + String(characters[first..<end]) + (end < characters.count ? "…" : "")
        return (line, String(repeating: " ", count: start.count + column - first) + "^")
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { [.control, .format].contains($0.properties.generalCategory) }
    }
}
