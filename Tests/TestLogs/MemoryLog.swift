import Catalog
package import Recorder
package import Records
import Synchronization
import TransparencyLog

/// A log in memory: real entries with labels, counts and times, and records beside them, but nothing sealed or signed.
package final class MemoryLog: CommittedSource {
    private struct State {
        var records: [CommittedRecord] = []
        var counts: [Label: (count: UInt64, newest: UInt64)] = [:]
    }

    package let origin: String
    private let key = IndexKey(Array(repeating: 7, count: 32))!
    private let state = Mutex(State())

    /// The time of the genesis entry; tests give the times of others.
    package static let start = Timestamp(milliseconds: 1_700_000_000_000)

    package init(origin: String = "muster.example/test") throws {
        self.origin = origin
        let genesis = Genesis(origin: origin, key: "muster.example/test+00000000+AAAA", indexKey: key.fingerprint)
        let entry = try Entry(genesis: genesis, time: Self.start)
        state.withLock { $0.records = [CommittedRecord(index: 0, entry: entry, record: nil, unreadable: [])] }
    }

    /// A log of given entries.
    package init(origin: String, records: [CommittedRecord]) {
        self.origin = origin
        state.withLock { $0.records = records }
    }

    package var records: [CommittedRecord] { state.withLock(\.records) }

    package func label(of party: Party, in record: Record) -> Label { key.label(of: record.identity(of: party)) }

    /// Appends a record at a time. `hidden` are labels whose keys are gone: what the record says of them is replaced
    /// as the vault does it.
    package func append(
        _ record: Record, at time: Timestamp, kind: EntryKind = .record, hidden: (Label) -> Bool = { _ in false }
    ) throws {
        let parties =
            [(Reference.Role.subject, Optional(record.subject)), (.actor, record.actor)]
            + [(.behalf, record.onBehalfOf)] + record.resources.map { (.resource, $0) }
        var references: [(role: Reference.Role, label: Label)] = []
        for case (let role, let party?) in parties { references.append((role, label(of: party, in: record))) }
        let template = EntryTemplate(
            kind: kind, action: record.action, outcome: record.outcome, references: references, commitment: .zero)
        try state.withLock { state in
            let index = UInt64(state.records.count)
            var bytes: [UInt8] = []
            template.render(
                time: time,
                positions: {
                    state.counts[$0].map { (count: $0.count, previous: $0.newest) } ?? (count: 0, previous: nil)
                },
                into: &bytes)
            for label in template.labels {
                state.counts[label] = (count: (state.counts[label]?.count ?? 0) + 1, newest: index)
            }
            let shown = hide(record, hidden)
            state.records.append(
                CommittedRecord(
                    index: index, entry: try Entry(parsing: bytes), record: shown,
                    unreadable: template.labels.filter(hidden)))
        }
    }

    private func hide(_ record: Record, _ hidden: (Label) -> Bool) -> Record {
        func shown(_ party: Party) -> Party {
            let label = label(of: party, in: record)
            return hidden(label) ? .unreadable(label) : party
        }
        var result = record
        if hidden(label(of: record.subject, in: record)) {
            (result.changes, result.reason, result.extra, result.id) = ([], nil, nil, nil)
        }
        result.subject = shown(record.subject)
        result.actor = record.actor.map(shown)
        result.onBehalfOf = record.onBehalfOf.map(shown)
        result.resources = record.resources.map(shown)
        return result
    }

    /// Makes somebody unreadable in all that was recorded, as the loss of their key does.
    package func erase(_ whose: Label) {
        state.withLock { state in
            state.records = state.records.map { committed in
                guard let record = committed.record,
                    committed.entry.references.contains(where: { $0.label == whose })
                else { return committed }
                return CommittedRecord(
                    index: committed.index, entry: committed.entry, record: hide(record) { $0 == whose },
                    unreadable: committed.unreadable + [whose])
            }
        }
    }

    /// Cuts the log back, as a restore from an older backup does.
    package func truncate(to size: Int) { state.withLock { $0.records.removeLast($0.records.count - size) } }

    package func committedSize() -> UInt64 { state.withLock { UInt64($0.records.count) } }

    package func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord] {
        state.withLock { state in
            guard index < UInt64(state.records.count) else { return [] }
            return Array(state.records[Int(index)...].prefix(limit))
        }
    }

    package func waitCommitted(beyond size: UInt64) async throws {
        while committedSize() <= size {
            try Task.checkCancellation()
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
