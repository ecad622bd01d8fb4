import Foundation
import GRDB
import Recorder
import Records
import TransparencyLog

/// Turns the labels and indices of an answer into names and times, each looked up once.
final class AccessNames {
    private let log: LogReading
    /// Names are those that were borne up to there.
    private let cut: Int64
    private var identities: [LabelKey: NamedIdentity] = [:]
    /// The times of segments that were looked at, by the first entry.
    private var times: [Int64: [Int64]] = [:]
    /// Segments whose times are kept, half a megabyte each.
    private static let mostTimes = 32

    init(log: LogReading, cut: Int64) {
        self.log = log
        self.cut = cut
    }

    func identity(_ key: LabelKey) throws -> NamedIdentity {
        if let known = identities[key] { return known }
        let named = try read(key)
        identities[key] = named
        return named
    }

    private func read(_ key: LabelKey) throws -> NamedIdentity {
        let select = try log.db.cachedStatement(
            sql: "SELECT id, label, kind, namespace, ident FROM identity WHERE label BETWEEN ? AND ?")
        let range = key.labels
        guard let row = try Row.fetchOne(select, arguments: [range.first, range.last]), let label = Hash(row[1] as Data)
        else {
            return NamedIdentity(
                label: Data(key.bytes).base64EncodedString() + "…", type: nil, namespace: nil, id: nil, name: nil)
        }
        return NamedIdentity(
            label: label.base64, type: row[2], namespace: row[3], id: row[4], name: try name(of: row[0]))
    }

    /// What somebody was called at the cut; who was first named behind it is called as they were then.
    private func name(of identity: Int64) throws -> String? {
        let last = try log.db.cachedStatement(
            sql: "SELECT text FROM name WHERE identity = ? AND field = 0 AND first < ? ORDER BY first DESC LIMIT 1")
        if let name = try String.fetchOne(last, arguments: [identity, cut]) { return name }
        let first = try log.db.cachedStatement(
            sql: "SELECT text FROM name WHERE identity = ? AND field = 0 ORDER BY first LIMIT 1")
        return try String.fetchOne(first, arguments: [identity])
    }

    /// The record that a step stands in, without opening it: a role's answer has thousands.
    func mark(_ order: AccessOrder) throws -> AccessMark {
        AccessMark(
            index: UInt64(order.index), time: try time(of: order.index),
            occurredAt: order.claimed.map(Timestamp.init(milliseconds:)))
    }

    /// Any record, opened.
    func mark(opening index: Int64) throws -> AccessMark {
        let committed = try log.open(index)
        return AccessMark(
            index: UInt64(index), time: committed.entry.time, occurredAt: committed.record?.occurredAt)
    }

    private func time(of index: Int64) throws -> Timestamp {
        guard let segment = log.segments.last(where: { $0.first <= index }), segment.range.contains(index) else {
            guard let head = log.head, head.range.contains(index) else { throw SegmentDamage() }
            return Timestamp(milliseconds: head.times[Int(index - head.first)])
        }
        if times[segment.first] == nil {
            if times.count >= Self.mostTimes { times = [:] }
            times[segment.first] = try StoredSegment(db: log.db, segment: segment, cache: log.cache).allTimes()
        }
        return Timestamp(milliseconds: times[segment.first]![Int(index - segment.first)])
    }

    func stretch(_ span: AccessSpan) throws -> AccessStretch {
        AccessStretch(
            holder: try identity(span.holder), resource: try identity(span.held), isEligible: span.isEligible,
            granted: try mark(span.begin), ended: try span.end.map(mark), endedByDeletion: span.endedByDeletion)
    }

    func line(_ way: [AccessSpan], account: AccountState?) throws -> AccessLine {
        AccessLine(
            holder: try identity(way[0].holder),
            path: try way.map {
                AccessLine.Step(
                    resource: try identity($0.held), granted: try mark($0.begin), isEligible: $0.isEligible)
            },
            account: account)
    }
}
