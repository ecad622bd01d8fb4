/// The order of lines in entries that carry a record, followed line by line: `action`, `subject`, perhaps `actor`,
/// perhaps `behalf`, at most 100 times `resource`, `sealed`; in a `link` or `unlink` no `behalf` and one `resource`.
///
/// What is wrong is told at the end only, for a fault of the form further down weighs more.
struct RecordOrder {
    private enum Stage: Int { case action, subject, actor, behalf, resource, sealed, end }

    private var stage = Stage.action
    private var resources = 0
    private var number = 2
    private var error: EntryError?
    private let isLink: Bool

    init(_ kind: EntryKind) { isLink = kind.isLink }

    mutating func take(_ line: EntryForm.Line, in bytes: UnsafeRawBufferPointer) {
        number = line.number
        guard error == nil else { return }
        switch (line.meaning, stage) {
        case (.action, .action):
            stage = .subject
            if Self.action(bytes.part(line.value)) == nil {
                error = EntryError(.body, line: number, "'action' has the name of an action and an outcome")
            }
        case (.reference(.subject), .subject): stage = .actor
        case (.reference(.actor), .actor): stage = .behalf
        case (.reference(.behalf), .actor) where !isLink, (.reference(.behalf), .behalf) where !isLink:
            stage = .resource
        case (.reference(.resource), .actor), (.reference(.resource), .behalf), (.reference(.resource), .resource):
            resources += 1
            stage = resources < (isLink ? 1 : RecordLimits.resources) ? .resource : .sealed
        case (.sealed, _) where isLink && resources == 0:
            error = EntryError(.body, line: number, "'resource' was expected: a link names two identities")
        case (.sealed, .actor), (.sealed, .behalf), (.sealed, .resource), (.sealed, .sealed): stage = .end
        default: error = unexpected(line: number)
        }
    }

    /// - Throws: What was wrong with the lines, or that there are too few of them.
    func end() throws(EntryError) {
        if let error { throw error }
        guard stage == .end else { throw unexpected(line: number + 1) }
    }

    private func unexpected(line: Int) -> EntryError {
        let name =
            switch stage {
            case .action: "action"
            case .subject: "subject"
            default: "sealed"
            }
        return EntryError(.body, line: line, "'\(name)' was expected")
    }

    /// Where the name of the action ends in the value of the line, and the outcome behind it; nil when it has not both.
    static func action(_ value: UnsafeRawBufferPointer) -> (nameEnd: Int, outcome: Outcome)? {
        guard let space = value.firstIndex(of: UInt8(ascii: " ")), Action.hasForm(value[..<space]),
            let outcome = outcome(value, from: space + 1)
        else { return nil }
        return (space, outcome)
    }

    private static func outcome(_ value: UnsafeRawBufferPointer, from start: Int) -> Outcome? {
        switch value.count - start {
        case 6 where value.has("failed", at: start): .failed
        case 7 where value.has("success", at: start): .success
        case 7 where value.has("refused", at: start): .refused
        case 8 where value.has("observed", at: start): .observed
        case 9 where value.has("attempted", at: start): .attempted
        default: nil
        }
    }
}
