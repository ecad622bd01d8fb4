import Records
import TransparencyLog

/// How often a label was named so far, and where last.
struct LabelPosition: Equatable {
    var count: UInt64
    var last: UInt64
}

/// A recorded idempotency key: the keyed hash of its content and the index of the entry.
struct KeptKey: Equatable {
    var content: Hash
    var index: UInt64
}

/// What the sequencer must know of everything committed so far.
protocol Positions {
    func position(of label: Label) -> LabelPosition?
    func kept(_ key: Hash) -> KeptKey?
}
