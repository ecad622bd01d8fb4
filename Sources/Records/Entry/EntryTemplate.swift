package import TransparencyLog

/// An entry that lacks only what the sequencer knows: its time and its labels' positions.
///
/// The text between those numbers is rendered once, when the template is made, outside the sequencer.
package struct EntryTemplate: Sendable {
    package let kind: EntryKind
    package let action: Action
    package let outcome: Outcome
    package let references: [(role: Reference.Role, label: Label)]
    package let commitment: Hash
    /// The distinct labels in the order of their first appearance.
    package let labels: [Label]
    /// The lines after `time`, without the numbers; a number pair goes in at each of `gaps`.
    private let text: [UInt8]
    /// For each reference: the offset in `text` where its numbers stand, and the place of its label in `labels`.
    private let gaps: [(offset: Int, label: Int)]

    package init(
        kind: EntryKind, action: Action, outcome: Outcome, references: [(role: Reference.Role, label: Label)],
        commitment: Hash
    ) {
        self.kind = kind
        self.action = action
        self.outcome = outcome
        self.references = references
        self.commitment = commitment
        var labels: [Label] = []
        var text: [UInt8] = []
        var gaps: [(offset: Int, label: Int)] = []
        labels.reserveCapacity(references.count)
        gaps.reserveCapacity(references.count)
        text.reserveCapacity(96 + 64 * (references.count + 1))
        text.append(ascii: "\naction ")
        text.append(contentsOf: action.rawValue.utf8)
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: outcome.rawValue.utf8)
        for (role, label) in references {
            let place = labels.firstIndex(of: label) ?? labels.endIndex
            if place == labels.endIndex { labels.append(label) }
            text.append(UInt8(ascii: "\n"))
            text.append(contentsOf: role.rawValue.utf8)
            text.append(UInt8(ascii: " "))
            text.append(base64: label.hash)
            gaps.append((text.count, place))
        }
        text.append(contentsOf: "\nsealed ".utf8)
        text.append(base64: commitment)
        text.append(UInt8(ascii: "\n"))
        self.labels = labels
        self.text = text
        self.gaps = gaps
    }

    /// The most bytes that `render` can append.
    package var sizeBound: Int { 64 + text.count + 42 * gaps.count }

    /// Appends the entry's text. `positions` is asked once for each distinct label, in order.
    package func render(
        time: Timestamp, positions: (Label) -> (count: UInt64, previous: UInt64?), into output: inout [UInt8]
    ) {
        output.append(ascii: "muster-entry@v1 ")
        output.append(contentsOf: kind.rawValue.utf8)
        output.append(ascii: "\ntime ")
        output.append(decimal: UInt64(time.milliseconds))
        if labels.count == gaps.count {
            renderGaps(into: &output) { positions(labels[$0]) }
        } else {
            let known = labels.map(positions)
            renderGaps(into: &output) { known[$0] }
        }
    }

    private func renderGaps(
        into output: inout [UInt8], position: (Int) -> (count: UInt64, previous: UInt64?)
    ) {
        text.withUnsafeBufferPointer { text in
            var start = 0
            for gap in gaps {
                output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<gap.offset]))
                let (count, previous) = position(gap.label)
                output.append(UInt8(ascii: " "))
                output.append(decimal: count)
                output.append(UInt8(ascii: " "))
                if let previous { output.append(decimal: previous) } else { output.append(UInt8(ascii: "-")) }
                start = gap.offset
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
    }
}
