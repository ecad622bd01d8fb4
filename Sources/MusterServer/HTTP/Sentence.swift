extension String {
    /// The text with a full stop behind it, unless it ends as a sentence does already.
    var asSentence: String { last.map { "?!.".contains($0) } ?? false ? self : self + "." }
}
