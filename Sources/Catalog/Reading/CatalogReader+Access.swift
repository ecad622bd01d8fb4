import Foundation
import GRDB
package import Records
import TransparencyLog

/// Somebody or something that the catalog knows.
package struct KnownIdentity: Sendable {
    package let label: Label
    /// Its id and every name that it ever bore.
    package let names: [String]
}

/// A stretch during which somebody could reach something, directly or by a way.
package struct ReachedStretch: Sendable {
    package let line: AccessLine
    /// The record that ended it; nil while it lasts.
    package let ended: AccessMark?
}

extension CatalogReader {
    /// The stretches during which somebody held something directly, under any of their identities, in the order in which they
    /// began.
    package func stretches(heldBy person: Person) throws -> [AccessStretch] {
        let keys = person.identities.map { LabelKey($0.hash) }
        return try question().directSpans(of: keys).map(names.stretch)
    }

    /// The stretches during which something was held directly, by whomever.
    package func stretches(of label: Label) throws -> [AccessStretch] {
        try question().directSpans(holdersOf: [LabelKey(label.hash)]).map(names.stretch)
    }

    /// What is reached through something that is held, as it was before an entry: its names, nearest first.
    package func reached(through resource: NamedIdentity, before index: UInt64) throws -> [NamedIdentity] {
        guard let key = Hash(base64: resource.label).map({ LabelKey($0) }) else { return [] }
        let graph = try question().graph(at: AccessOrder(time: 0, index: Int64(index)))
        return try graph.reached(from: key).map { try names.identity($0.node, at: Int64(index)) }
    }

    /// Who had something at a moment, all of them.
    package func holders(
        of name: SubjectQuery, at time: Timestamp
    ) throws -> NamedAnswer<AccessAnswer> {
        try log.access(.resource(name), at: time, view: .recorded, page: .everything)
    }

    /// Who is one person with whom, as it was known before an entry.
    package func person(_ label: Label, before index: UInt64) throws -> Person {
        try People(log, cut: Int64(clamping: index)).person(label)
    }

    /// All stretches during which somebody who is no group, role or the like could reach something, by whichever way, in the order
    /// in which they began: each with the record that made the way whole.
    ///
    /// `most`: ways that are followed at most.
    /// Answers the stretches, and whether there are more.
    package func reachedStretches(of label: Label, most: Int) throws -> (stretches: [ReachedStretch], isCut: Bool) {
        let found = try question().ways(to: LabelKey(label.hash), most: most)
        let stretches = try found.ways.map { way in
            ReachedStretch(
                line: try names.line(way, account: nil), ended: try way.compactMap(\.end).min().map(names.mark))
        }
        return (stretches.sorted { $0.line.granted.index < $1.line.granted.index }, found.isCut)
    }

    /// All identities of some kinds, and whatever else was ever held, of whichever kind; by the order in which they were first
    /// named.
    package func identities(ofOrHeld kinds: [String]) throws -> [KnownIdentity] {
        let marks = kinds.map { _ in "?" }.joined(separator: ",")
        let select = """
            SELECT i.id, i.label, i.ident, n.text FROM identity i
            LEFT JOIN name n ON n.identity = i.id AND n.field = 0
            """
        var rows = try Row.fetchAll(
            log.db, sql: select + " WHERE i.kind IN (\(marks)) ORDER BY i.id, n.first",
            arguments: StatementArguments(kinds))
        var told = Set(rows.map { $0[0] as Int64 })
        let one = try log.db.cachedStatement(sql: select + " WHERE i.label BETWEEN ? AND ? ORDER BY i.id, n.first")
        for key in try keys(in: .granted) {
            let found = try Row.fetchAll(one, arguments: [key.labels.first, key.labels.last])
            rows += found.filter { !told.contains($0[0]) }
            told.formUnion(found.map { $0[0] as Int64 })
        }
        var known: [Int64: KnownIdentity] = [:]
        for row in rows {
            guard let label = Hash(row[1] as Data).map(Label.init(hash:)) else { continue }
            let before = known[row[0]]?.names ?? [row[2] as String?].compactMap { $0 }
            known[row[0]] = KnownIdentity(label: label, names: before + [row[3] as String?].compactMap { $0 })
        }
        return known.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Everybody who held or holds something directly, as far as it is recorded.
    package func holders() throws -> [Label] { try keys(in: .held).sorted().compactMap(label) }

    /// The labels that lists of a space are of.
    private func keys(in space: KeySpace) throws -> Set<LabelKey> {
        var keys: Set<LabelKey> = []
        try log.walk(0..<log.end, descending: false) { source in
            try source.eachKey(beginning: [space.rawValue]) { rest, _ in
                if rest.count == PostingKey.labelBytes { keys.insert(rest.withUnsafeBytes { LabelKey($0) }) }
            }
            return true
        }
        return keys
    }
}
