import Records

/// The names that somebody may have meant.
enum Nearest {
    /// How many are offered at most.
    private static let most = 3

    /// The nearest of the names, the best first: `a`, `a or b`, `a, b or c`; nil when none is near.
    ///
    /// A name that the text begins, of three letters or more, is near too: `is:self` is meant to be `self-granted`.
    static func names(to text: String, among names: [String]) -> String? {
        var rest = names
        var found: [String] = []
        while found.count < most, let near = Spelling.closest(to: text, among: rest) {
            found.append(near)
            rest.removeAll { $0.utf8.elementsEqual(near.utf8) }
        }
        let lowered = text.lowercased()
        if lowered.utf8.count >= 3 {
            found += rest.filter { $0.lowercased().hasPrefix(lowered) }.prefix(most - found.count)
        }
        guard let last = found.popLast() else { return nil }
        return found.isEmpty ? last : found.joined(separator: ", ") + " or " + last
    }
}
