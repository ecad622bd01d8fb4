/// Reads the `import` lines of a Swift file.
enum Imports {
    /// The modules that a file imports, whatever access level, attribute or kind of declaration stands before the name.
    static func modules(in source: String) -> [String] {
        source.split(whereSeparator: \.isNewline).compactMap { line in
            var words = line.prefix { $0 != ";" }.split(separator: " ").filter { !$0.hasPrefix("@") }
            if let comment = words.firstIndex(where: { $0.hasPrefix("//") }) { words.removeSubrange(comment...) }
            guard let place = words.firstIndex(of: "import"), words[..<place].allSatisfy(isAccessLevel) else {
                return nil
            }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
            guard let name = words[(place + 1)...].first(where: { !kinds.contains($0) }) else { return nil }
            return String(name.prefix { $0 != "." })
        }
    }

    private static func isAccessLevel(_ word: Substring) -> Bool {
        ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }
}
