import Records
import TransparencyLog

/// Follows every label through the log: its entries are numbered without a gap, and each points to the one before.
struct LabelCounts: Sendable {
    private var table = LabelTable()

    /// A line of an entry that does not go on where its label was left.
    struct Mismatch {
        let reference: Reference
        /// What the entries before say of the label.
        let known: LabelTable.Position?

        /// What is wrong, in words.
        var reason: String {
            let role = reference.role.rawValue
            guard reference.count == known?.count ?? 0 else {
                return "the \(role)'s label has \(known?.count ?? 0) earlier entries here, the entry counts "
                    + "\(reference.count)"
            }
            return
                "the \(role)'s label was last named by entry \(known.map { "\($0.index)" } ?? "none"), the entry says "
                + (reference.previous.map { "\($0)" } ?? "none")
        }
    }

    /// The number of different labels.
    var count: Int { table.count }

    /// What is wrong with the labels of the entry at `index`.
    ///
    /// After a fault the entry's own numbers are taken, so that one fault is not reported for every later entry.
    mutating func check(_ references: ArraySlice<Reference>, at index: UInt64) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        for place in references.indices {
            let reference = references[place]
            // A label counts once per entry; that it repeats the same numbers is a rule of the entry's form.
            let isRepeated = references[..<place].contains { $0.label == reference.label }
            guard !isRepeated else { continue }
            let position = LabelTable.Position(count: reference.count &+ 1, index: index)
            let known = table.replace(reference.label, position)
            guard reference.count != known?.count ?? 0 || reference.previous != known?.index else { continue }
            mismatches.append(Mismatch(reference: reference, known: known))
        }
        return mismatches
    }
}
