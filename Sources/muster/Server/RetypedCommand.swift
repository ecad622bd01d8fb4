/// A command as it was typed, with another name in the place of the one that means several.
struct RetypedCommand: Sendable {
    /// The words for a candidate; of a command with several names, the field of the refusal says which of them it is for.
    /// Nil where no name that was typed is the one.
    let words: @Sendable (_ candidate: CandidateName, _ field: String?) -> [String]?

    /// A command whose one name can be narrowed by type and namespace.
    ///
    /// - Parameters:
    ///   - before: the command's words before the name.
    ///   - options: those that change what is asked; without a value they are left out.
    ///   - flags: further words, as they stand.
    init(_ before: [String], options: [(String, String?)] = [], flags: [String] = []) {
        let rest = options.flatMap { name, value in value.map { [name, $0] } ?? [] } + flags
        words = { candidate, _ in before + candidate.arguments + rest }
    }

    init(words: @escaping @Sendable (_ candidate: CandidateName, _ field: String?) -> [String]?) { self.words = words }
}

extension OutputOptions {
    /// The flags as they were typed.
    var flags: [String] { isJSON ? ["--json"] : [] }
}
