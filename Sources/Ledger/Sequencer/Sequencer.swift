import Records
import TransparencyLog

/// Decides indices, time and label positions: the next batch from what waits and what is known. No I/O.
///
/// `sequence` changes nothing; `advance` takes its result over once it is durable. So a batch that was lost leaves no
/// trace, neither in indices nor in counts.
struct Sequencer {
    private(set) var nextIndex: UInt64
    private(set) var lastTime: Timestamp

    init(nextIndex: UInt64, lastTime: Timestamp) {
        self.nextIndex = nextIndex
        self.lastTime = lastTime
    }

    /// The outcome of one round of sequencing.
    struct Round {
        var time: Timestamp
        var entries: [[UInt8]] = []
        var sealed: [[UInt8]] = []
        /// One element an entry, or none at all while nobody attached anything.
        var attachments: [(any Sendable)?] = []
        /// One array a transaction, one element an entry.
        var outcomes: [[Sequenced]] = []
        var labels: [Label: LabelPosition] = [:]
        var keys: [Hash: KeptKey] = [:]
        let firstIndex: UInt64

        var nextIndex: UInt64 { firstIndex + UInt64(entries.count) }

        /// Notes what is attached to the entry that was added last.
        mutating func attach(_ attachment: (any Sendable)?) {
            if attachment == nil && attachments.isEmpty { return }
            while attachments.count < entries.count - 1 { attachments.append(nil) }
            attachments.append(attachment)
        }
    }

    /// Sequences whole transactions in their order.
    ///
    /// Time never decreases: a clock that stepped back is held at the last time.
    func sequence(_ transactions: [[PendingEntry]], now: Timestamp, known: some Positions) -> Round {
        var round = Round(time: max(now, lastTime), firstIndex: nextIndex)
        round.outcomes.reserveCapacity(transactions.count)
        round.entries.reserveCapacity(transactions.count)
        round.sealed.reserveCapacity(transactions.count)
        for transaction in transactions {
            var outcomes: [Sequenced] = []
            outcomes.reserveCapacity(transaction.count)
            for entry in transaction { outcomes.append(place(entry, in: &round, known)) }
            round.outcomes.append(outcomes)
        }
        return round
    }

    mutating func advance(past round: Round) {
        nextIndex = round.nextIndex
        lastTime = round.time
    }

    private func place(_ pending: PendingEntry, in round: inout Round, _ known: some Positions) -> Sequenced {
        let index = round.nextIndex
        if let idempotency = pending.idempotency {
            if let kept = round.keys[idempotency.key] ?? known.kept(idempotency.key) {
                return kept.content == idempotency.content ? .duplicate(kept.index) : .conflict(kept.index)
            }
            round.keys[idempotency.key] = KeptKey(content: idempotency.content, index: index)
        }
        switch pending.content {
        case .raw(let bytes): round.entries.append(bytes)
        case .template(let template): round.entries.append(render(template, at: index, in: &round, known))
        }
        round.sealed.append(pending.sealed)
        round.attach(pending.attachment)
        return .recorded(index)
    }

    private func render(
        _ template: EntryTemplate, at index: UInt64, in round: inout Round, _ known: some Positions
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(template.sizeBound)
        var labels = round.labels
        round.labels = [:]  // sole owner while it changes
        template.render(
            time: round.time,
            positions: { label in
                let before = labels[label] ?? known.position(of: label)
                labels[label] = LabelPosition(count: (before?.count ?? 0) + 1, last: index)
                return (before?.count ?? 0, before?.last)
            }, into: &bytes)
        round.labels = labels
        return bytes
    }
}
