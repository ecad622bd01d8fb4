/// Words and folded forms of texts with other letters than those of ASCII, which are dear to make: the same names come again
/// and again.
struct WordMemory: Sendable {
    private var words: [String: [[UInt8]]] = [:]
    private var folded: [String: String] = [:]
    /// Texts that are remembered at most, and the longest in bytes.
    private static let most = 2_048
    private static let longest = 256

    /// What `WordSplitter` cuts the text into.
    mutating func words(of text: String) -> [[UInt8]] { Self.look(up: text, in: &words, WordSplitter.words) }

    /// What `StoredText` folds the text to.
    mutating func folded(_ text: String) -> String { Self.look(up: text, in: &folded, StoredText.folded) }

    private static func look<Made>(
        up text: String, in known: inout [String: Made], _ make: (String) -> Made
    ) -> Made {
        if let made = known[text] { return made }  // the keys' equality is canonical: so is that of what is made
        let made = make(text)
        guard text.utf8.count <= longest else { return made }
        if known.count >= most { known.removeAll(keepingCapacity: true) }
        known[text] = made
        return made
    }
}
