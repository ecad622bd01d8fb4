import JSON

/// One of several identities that a name might mean, as a command can name it so that it alone is meant.
struct CandidateName: Sendable {
    /// In base64; names it wherever a name stands.
    let label: String
    /// The same for commands with the options `--type` and `--namespace`: id, type and namespace together name one; where
    /// they cannot be typed, its label does.
    let arguments: [String]

    init(_ candidate: JSONValue) {
        label = candidate["label"]?.stringValue ?? "LABEL"
        let values = ["id", "type", "namespace"].compactMap { candidate[$0]?.stringValue }
        let canBeTyped = values.allSatisfy { !$0.isEmpty && !$0.hasPrefix("-") && Terminal.harmless($0) == $0 }
        arguments =
            values.count == 3 && canBeTyped
            ? [values[0], "--type", values[1], "--namespace", values[2]] : [label]
    }
}
