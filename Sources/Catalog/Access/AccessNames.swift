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
    let times: LogTimes

    init(log: LogReading, cut: Int64) {
        self.log = log
        self.cut = cut
        times = LogTimes(log)
    }

    func identity(_ key: LabelKey) throws -> NamedIdentity {
        if let known = identities[key] { return known }
        let named = try identity(key, at: cut)
        identities[key] = named
        return named
    }

    /// An identity with what it was called before an entry; who was first named behind it is called as they were then.
    func identity(_ key: LabelKey, at cut: Int64) throws -> NamedIdentity {
        let select = try log.db.cachedStatement(
            sql: """
                SELECT label, kind, namespace, ident, (
                    SELECT text FROM name WHERE identity = id AND field = 0
                    ORDER BY first >= ?1, CASE WHEN first < ?1 THEN -first ELSE first END LIMIT 1)
                FROM identity WHERE label BETWEEN ?2 AND ?3
                """)
        let range = key.labels
        guard let row = try Row.fetchOne(select, arguments: [cut, range.first, range.last]),
            let label = Hash(row[0] as Data)
        else {
            return NamedIdentity(
                label: Data(key.bytes).base64EncodedString() + "…", type: nil, namespace: nil, id: nil, name: nil)
        }
        return NamedIdentity(label: label.base64, type: row[1], namespace: row[2], id: row[3], name: row[4])
    }

    /// The record that a step stands in, without opening it: a role's answer has thousands.
    func mark(_ order: AccessOrder) throws -> AccessMark {
        AccessMark(
            index: UInt64(order.index), time: try times.time(of: order.index),
            occurredAt: order.claimed.map(Timestamp.init(milliseconds:)))
    }

    /// Any record, opened.
    func mark(opening index: Int64) throws -> AccessMark {
        let committed = try log.open(index)
        return AccessMark(
            index: UInt64(index), time: committed.entry.time, occurredAt: committed.record?.occurredAt)
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
