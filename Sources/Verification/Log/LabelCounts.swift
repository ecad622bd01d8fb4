import Records
import TransparencyLog

/// Follows every label through the log: its entries are numbered without a gap, and each points to the one before.
struct LabelCounts: Sendable {
    private var last: [Label: (count: UInt64, index: UInt64)] = [:]

    /// What is wrong with the labels of the entry at `index`; nil when nothing is.
    ///
    /// After a fault the entry's own numbers are taken, so that one fault is not reported for every later entry.
    mutating func check(_ references: ArraySlice<Reference>, at index: UInt64) -> String? {
        var reason: String?
        for (place, reference) in references.enumerated() {
            // A label counts once per entry; that it repeats the same numbers is a rule of the entry's form.
            let isRepeated = references.prefix(place).contains { $0.label == reference.label }
            guard !isRepeated else { continue }
            reason = reason ?? mismatch(reference)
            last[reference.label] = (reference.count &+ 1, index)
        }
        return reason
    }

    private func mismatch(_ reference: Reference) -> String? {
        let known = last[reference.label]
        let count = known?.count ?? 0
        guard reference.count == count else {
            return "the \(reference.role.rawValue)'s label has \(count) earlier entries here, the entry counts "
                + "\(reference.count)"
        }
        guard reference.previous == known?.index else {
            let previous = reference.previous.map { "\($0)" } ?? "none"
            return "the \(reference.role.rawValue)'s label was last named by entry "
                + "\(known.map { "\($0.index)" } ?? "none"), the entry says \(previous)"
        }
        return nil
    }
}
