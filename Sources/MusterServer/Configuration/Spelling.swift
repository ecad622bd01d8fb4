/// Finds what somebody probably meant to write.
package enum Spelling {
    /// The candidate with the fewest edits from `word`, when they are at most two or a third of its length.
    package static func nearest(to word: String, among candidates: [String]) -> String? {
        guard word.utf8.count <= 128 else { return nil }
        let scored = candidates.map { (distance(word, $0), $0) }.min { $0 < $1 }
        guard let (edits, candidate) = scored, edits <= max(2, candidate.utf8.count / 3),
            edits < candidate.utf8.count
        else { return nil }
        return candidate
    }

    /// Levenshtein's distance in bytes.
    package static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, a) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
