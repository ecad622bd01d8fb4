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
    let names: AccessNames
    let people: People
    private let work = Work()

    /// What is worked out once, when it is first needed.
    private final class Work { var question: AccessQuestion? }

    init(_ log: LogReading) {
        self.log = log
        names = AccessNames(log: log, cut: log.end)
        people = People(log)
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

    /// The log's time of an entry.
    package func time(of index: UInt64) throws -> Timestamp { try names.times.time(of: Int64(index)) }

    /// An entry with both of its times, opened.
    package func mark(of index: UInt64) throws -> AccessMark { try names.mark(opening: Int64(index)) }

    /// The first entry at or after a time; the number of entries when there is none.
    package func index(notBefore time: Timestamp) throws -> UInt64 { UInt64(try log.index(notBefore: time)) }

    /// What an identity is called; with an index what it was called then.
    package func identity(_ label: Label, at index: UInt64? = nil) throws -> NamedIdentity {
        let key = LabelKey(label.hash)
        guard let index else { return try names.identity(key) }
        return try names.identity(key, at: Int64(index) + 1)
    }

    /// Answers about access, all of them from the same entries.
    func question() throws -> AccessQuestion {
        if let question = work.question { return question }
        let made = try AccessQuestion(reading: AccessReading(log: log, view: .recorded))
        work.question = made
        return made
    }

    /// The label that begins so; nil when no entry names it.
    func label(_ key: LabelKey) throws -> Label? {
        let select = try log.db.cachedStatement(sql: "SELECT label FROM identity WHERE label BETWEEN ? AND ?")
        let range = key.labels
        return try Data.fetchOne(select, arguments: [range.first, range.last]).flatMap { Hash($0) }.map(
            Label.init(hash:))
    }

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
