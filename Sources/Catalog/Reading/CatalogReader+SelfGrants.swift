import Recorder
package import Records
import TransparencyLog

/// An event in which somebody gave access to themselves, whichever of their identities gave and which received it.
package struct SelfGrant: Sendable {
    package let index: UInt64
    /// The identity that came to have the access.
    package let holder: Label
    /// The group, role or the like that was given it and that the holder had; nil when it was given to them directly.
    package let through: Label?
}

extension CatalogReader {
    /// Events in which somebody gave access to themselves: directly, or to a group, role or the like that they were in or had,
    /// over any number of steps. In the order of the log.
    package func selfGrants(from: Timestamp, until: Timestamp) throws -> [SelfGrant] {
        var grants: [UInt64: SelfGrant] = [:]
        for grant in try throughGroups(from: from, until: until) { grants[grant.index] = grant }
        for index in try directSelfGrants(from: from, until: until) {
            let references = try event(index).entry.references
            guard let subject = references.first(where: { $0.role == .subject })?.label else { continue }
            grants[index] = SelfGrant(index: index, holder: subject, through: nil)
        }
        return grants.values.sorted { $0.index < $1.index }
    }

    /// Events by which the actor's own group, role or the like came to hold something.
    private func throughGroups(from: Timestamp, until: Timestamp) throws -> [SelfGrant] {
        let question = try question()
        let range = try log.index(notBefore: from)..<max(log.index(notBefore: from), log.index(notBefore: until))
        var holders: [LabelKey: [AccessSpan]] = [:]
        for span in question.structure.spans { holders[span.held, default: []].append(span) }
        var grants: [SelfGrant] = []
        for span in question.structure.spans.sorted(by: { $0.begin < $1.begin }) where range.contains(span.begin.index)
        {
            try log.stop.check()
            if grants.last.map({ $0.index == UInt64(span.begin.index) }) ?? false { continue }
            let index = UInt64(span.begin.index)
            guard let actor = try event(index).entry.references.first(where: { $0.role == .actor })?.label else {
                continue
            }
            let cut = AccessOrder(time: 0, index: span.begin.index + 1)
            let own = try question.directSpans(of: person(actor).identities.map { LabelKey($0.hash) }).filter {
                $0.holds(before: cut) && !question.structure.holders.contains($0.holder)
            }.sorted { $0.begin < $1.begin }
            if own.isEmpty { continue }
            let nodes = Self.ways(to: span.holder, holders, at: cut)
            guard let first = own.first(where: { nodes.contains($0.held) }), let holder = try label(first.holder),
                let through = try label(span.holder)
            else { continue }
            grants.append(SelfGrant(index: index, holder: holder, through: through))
        }
        return grants
    }

    /// Groups, roles and the like through which something was reached at a moment, itself among them.
    private static func ways(to node: LabelKey, _ holders: [LabelKey: [AccessSpan]], at cut: AccessOrder) -> Set<
        LabelKey
    > {
        var (seen, edge) = (Set([node]), [node])
        while let node = edge.popLast() {
            for span in holders[node] ?? [] where span.holds(before: cut) && seen.insert(span.holder).inserted {
                edge.append(span.holder)
            }
        }
        return seen
    }
}
