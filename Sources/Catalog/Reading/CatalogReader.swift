import Foundation
import GRDB
package import Recorder
package import Records
import TransparencyLog

/// The catalog as it is at one moment, for answers that are put together from many questions: reports.
///
/// All that one reader says rests on the same entries.
package struct CatalogReader {
    let log: LogReading
    private let names: AccessNames

    init(_ log: LogReading) {
        self.log = log
        names = AccessNames(log: log, cut: log.end)
    }

    /// Entries of the log that everything rests on.
    package var position: UInt64 { UInt64(log.end) }

    /// How many events fit.
    package func count(_ filter: Filter) throws -> Int {
        var search = try EventSearch(log: log, filter: filter)
        return try search.counts([0..<log.end])[0]
    }

    /// Calls `body` with each event that fits, opened, in order, until it says false.
    package func each(
        _ filter: Filter, order: EventQuery.Order = .oldest, _ body: (CommittedRecord) throws -> Bool
    ) throws {
        var search = try EventSearch(log: log, filter: filter)
        let log = log
        try search.walk(within: 0..<log.end, descending: order == .newest) { try body(try log.open($0)) }
    }

    /// An entry, opened.
    package func event(_ index: UInt64) throws -> CommittedRecord { try log.open(Int64(index)) }

    /// The first entry at or after a time; the number of entries when there is none.
    package func index(notBefore time: Timestamp) throws -> UInt64 { UInt64(try log.index(notBefore: time)) }

    /// What an identity is called.
    package func identity(_ label: Label) throws -> NamedIdentity { try names.identity(LabelKey(label.hash)) }

    /// The stretches during which somebody held something directly, in the order in which they began.
    package func stretches(heldBy label: Label) throws -> [AccessStretch] {
        try question().directSpans(of: LabelKey(label.hash)).map(names.stretch)
    }

    /// The stretches during which something was held directly.
    package func stretches(of label: Label) throws -> [AccessStretch] {
        try question().spans(.resource(SubjectQuery("")), [LabelKey(label.hash)]).map(names.stretch)
    }

    private func question() throws -> AccessQuestion {
        try AccessQuestion(reading: AccessReading(log: log, view: .recorded))
    }

    /// The newest event with somebody in a part.
    package func last(_ role: PartyRole, _ label: Label) throws -> AccessMark? {
        var search = EventSearch(log: log, plan: .key(PostingKey.label(KeySpace(role), label.hash)))
        var last: Int64?
        try search.walk(within: 0..<log.end, descending: true) { index in
            last = index
            return false
        }
        return try last.map { try names.mark(opening: $0) }
    }

    /// All identities of some kinds, by the order in which they were first named.
    package func identities(of kinds: [String]) throws -> [Known] {
        let marks = kinds.map { _ in "?" }.joined(separator: ",")
        return try Row.fetchAll(
            log.db,
            sql: "SELECT label, kind, namespace, ident, name FROM identity WHERE kind IN (\(marks)) ORDER BY id",
            arguments: StatementArguments(kinds)
        ).compactMap { row in
            Hash(row[0] as Data).map { hash in
                Known(
                    label: Label(hash: hash),
                    identity: NamedIdentity(
                        label: hash.base64, type: row[1], namespace: row[2], id: row[3], name: row[4]))
            }
        }
    }

    /// Somebody whom the catalog knows.
    package struct Known {
        package let label: Label
        package let identity: NamedIdentity
    }

    /// How the accounts of persons stand: the last step in each life; of all whose life is recorded.
    package func accounts() throws -> [AccountLife] {
        var lives: [LabelKey: (created: Int64?, last: (index: Int64, step: LifeStep))] = [:]
        try log.walk(0..<log.end, descending: false) { source in
            var found: [(LabelKey, Int, LifeStep)] = []
            try source.eachFact(in: .life) { key, place, fact in
                guard let step = LifeFact.read(fact)?.fact.step else { return }
                found.append((key, place, step))
            }
            for (key, place, step) in found {
                let index = source.first + Int64(place)
                var life = lives[key] ?? (nil, (index, step))
                if step == .created, life.created == nil { life.created = index }
                if index >= life.last.index { life.last = (index, step) }
                lives[key] = life
            }
            return true
        }
        return lives.map { key, life in
            AccountLife(
                key: key, created: life.created.map(UInt64.init),
                state: AccountState(life.last.step, index: life.last.index))
        }
    }

    /// The newest event in which each identity has a part.
    package func lastActivity(_ role: PartyRole) throws -> LastActivity {
        var last: [LabelKey: Int64] = [:]
        try log.walk(0..<log.end, descending: false) { source in
            try source.eachKey(beginning: [KeySpace(role).rawValue]) { rest, list in
                guard rest.count == PostingKey.labelBytes else { return }
                last[rest.withUnsafeBytes { LabelKey($0) }] = source.first + Int64(list.last)
            }
            return true
        }
        return LastActivity(last: last)
    }

    /// Everybody who held or holds something directly, as far as it is recorded.
    package func holders() throws -> [Label] {
        var keys: Set<LabelKey> = []
        try log.walk(0..<log.end, descending: false) { source in
            try source.eachKey(beginning: [KeySpace.held.rawValue]) { rest, _ in
                if rest.count == PostingKey.labelBytes { keys.insert(rest.withUnsafeBytes { LabelKey($0) }) }
            }
            return true
        }
        return try keys.compactMap(label)
    }

    /// The label that begins so.
    private func label(_ key: LabelKey) throws -> Label? {
        let select = try log.db.cachedStatement(sql: "SELECT label FROM identity WHERE label BETWEEN ? AND ?")
        let range = key.labels
        return try Data.fetchOne(select, arguments: [range.first, range.last]).flatMap { Hash($0) }.map(
            Label.init(hash:))
    }

    package func label(of life: AccountLife) throws -> Label? { try label(life.key) }

    /// Every source with its events: how many, the first and the last.
    package func sources() throws -> [SourceActivity] {
        var sources: [[UInt8]: (count: Int, first: Int64, last: Int64)] = [:]
        try log.walk(0..<log.end, descending: false) { source in
            try source.eachKey(beginning: [KeySpace.source.rawValue]) { rest, list in
                let (first, last) = (source.first + Int64(list.first), source.first + Int64(list.last))
                let known = sources[rest]
                sources[rest] = ((known?.count ?? 0) + list.count, known?.first ?? first, last)
            }
            return true
        }
        return try sources.map { name, seen in
            SourceActivity(
                name: String(decoding: name, as: UTF8.self), count: seen.count,
                first: try names.mark(opening: seen.first),
                last: try names.mark(opening: seen.last))
        }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

/// The life of an account as it is recorded.
package struct AccountLife: Sendable {
    let key: LabelKey
    /// The record that made it; nil when none does.
    package let created: UInt64?
    package let state: AccountState
}

/// When identities last had a part in an event.
package struct LastActivity: Sendable {
    let last: [LabelKey: Int64]

    package subscript(_ label: Label) -> UInt64? { last[LabelKey(label.hash)].map(UInt64.init) }
}

/// What came from a source.
package struct SourceActivity: Sendable {
    package let name: String
    package let count: Int
    package let first: AccessMark
    package let last: AccessMark
}

extension Catalog {
    /// Asks many questions of one moment.
    ///
    /// - Throws: whatever `body` throws, `CatalogError`, `CancellationError`.
    package func ask<T: Sendable>(_ body: @escaping @Sendable (CatalogReader) throws -> T) async throws -> T {
        try await read { try body(CatalogReader($0)) }
    }
}
