/// Stretches during which somebody held something directly, or something was held: one page of them.
///
/// What is still held comes first, the newest first; then what has ended, the last to end first.
package struct AccessStretches: Sendable {
    package let stretches: [AccessStretch]
    /// All there are, on this page and on others.
    package let total: Int
    /// Entries of the log that the answer rests on.
    package let position: UInt64
    /// What asks for those that follow; nil at the end.
    package let next: AccessCursor?

    package static let none = AccessStretches(stretches: [], total: 0, position: 0, next: nil)
}

extension Catalog {
    /// The stretches during which somebody held something directly, or something was held.
    ///
    /// Later pages rest on the entries that the first one rested on.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func stretches(
        _ side: AccessSide, page: AccessPaging = AccessPaging()
    ) async throws -> NamedAnswer<AccessStretches> {
        try await read { log in
            let reading = AccessReading(log: log, view: .recorded, end: page.cursor?.position)
            return try log.about(side.name, cut: reading.end) { identities in
                let spans = try AccessQuestion(reading: reading).spans(side, identities)
                let (some, next) = page.of(
                    spans.sorted { $0.comesBefore($1) }, position: reading.end, moments: [])
                let names = AccessNames(log: log, cut: reading.end)
                try names.learn(some.lazy.map { [$0] })
                return AccessStretches(
                    stretches: try some.map(names.stretch), total: spans.count, position: UInt64(reading.end),
                    next: next)
            }
        }
    }
}

extension AccessSpan {
    /// Whether it is told before another: what is still held, then what has ended, of both the newest.
    ///
    /// One record may begin or end several, so that all the rest counts too: pages need one order.
    fileprivate func comesBefore(_ other: AccessSpan) -> Bool {
        if end != other.end {
            guard let end, let otherEnd = other.end else { return end == nil }
            return end > otherEnd
        }
        if begin != other.begin { return begin > other.begin }
        if held != other.held { return held < other.held }
        if holder != other.holder { return holder < other.holder }
        return !isEligible && other.isEligible
    }
}
