package import Records

extension Ledger {
    /// How many committed entries name a label, and the index of the newest of them; nil when none does.
    ///
    /// The entries themselves say the rest: each names the one before it.
    package func position(of label: Label) -> (count: UInt64, newest: UInt64)? {
        tables.reading { $0.position(of: label) }.map { ($0.count, $0.last) }
    }
}
