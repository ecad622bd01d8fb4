/// A parser of untrusted bytes, under test: no input may make it trap, and what it accepts must be written back as it
/// was read.
enum FuzzTarget: String, CaseIterable {
    case notes, checkpoints, proofs, paths, bundles, writeahead, entries, ingest, filters, patches

    /// Gives bytes to the parser; a broken promise ends the process, which the fuzzer takes for a finding.
    func attempt(_ bytes: [UInt8]) {
        switch self {
        case .notes: Notes.attempt(bytes)
        case .checkpoints: Checkpoints.attempt(bytes)
        case .proofs: Proofs.attempt(bytes)
        case .paths: Paths.attempt(bytes)
        case .bundles: Bundles.attempt(bytes)
        case .writeahead: WriteAhead.attempt(bytes)
        case .entries: Entries.attempt(bytes)
        case .ingest: Ingest.attempt(bytes)
        case .filters: Filters.attempt(bytes)
        case .patches: Patches.attempt(bytes)
        }
    }

    /// Good inputs to begin with.
    var seeds: [[UInt8]] {
        switch self {
        case .notes: Notes.seeds
        case .checkpoints: Checkpoints.seeds
        case .proofs: Proofs.seeds
        case .paths: Paths.seeds
        case .bundles: Bundles.seeds
        case .writeahead: WriteAhead.seeds
        case .entries: Entries.seeds
        case .ingest: Ingest.seeds
        case .filters: Filters.seeds
        case .patches: Patches.seeds
        }
    }
}

/// A promise of a parser, for whatever input.
func promise(_ isKept: Bool, _ what: StaticString) {
    if !isKept { fatalError("broken promise: \(what)") }
}

/// What cannot fail, such as the making of a seed from constants.
func sure<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { fatalError("a seed cannot be made: \(error)") }
}
