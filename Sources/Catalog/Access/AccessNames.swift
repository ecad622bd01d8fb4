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

    /// Looks up whom some ways name, many at a time: by far the quicker for the thousands who have a role.
    func learn(_ ways: some Sequence<[AccessSpan]>) throws {
        var keys: Set<LabelKey> = []
        for span in ways.joined() {
            keys.insert(span.holder)
            keys.insert(span.held)
        }
        let new = keys.filter { identities[$0] == nil }.sorted()
        for start in stride(from: 0, to: new.count - Self.many + 1, by: Self.many) {
            try log.stop.check()
            let some = new[start..<start + Self.many]
            for (key, named) in try identities(some, Self.selectMany, at: cut) { identities[key] = named }
        }
    }

    /// An identity with what it was called before an entry; who was first named behind it is called as they were then.
    func identity(_ key: LabelKey, at cut: Int64) throws -> NamedIdentity {
        try identities([key], Self.selectOne, at: cut).first?.1
            ?? NamedIdentity(
                label: Data(key.bytes).base64EncodedString() + "…", type: nil, namespace: nil, id: nil, name: nil)
    }

    private static let many = 128
    private static let selectOne = select(1)
    private static let selectMany = select(many)

    private static func select(_ count: Int) -> String {
        let wanted = Array(repeating: "(?, ?)", count: count).joined(separator: ", ")
        return """
            WITH wanted (low, high) AS (VALUES \(wanted))
            SELECT label, kind, namespace, ident, coalesce(
                (SELECT text FROM name WHERE identity = id AND field = 0 AND first < ? ORDER BY first DESC LIMIT 1),
                (SELECT text FROM name WHERE identity = id AND field = 0 AND first >= ? ORDER BY first LIMIT 1))
            FROM wanted CROSS JOIN identity ON label BETWEEN low AND high
            """
    }

    private func identities(
        _ keys: some Collection<LabelKey>, _ sql: String, at cut: Int64
    ) throws -> [(LabelKey, NamedIdentity)] {
        var arguments: StatementArguments = []
        for key in keys {
            let range = key.labels
            arguments += [range.first, range.last]
        }
        arguments += [cut, cut]
        let rows = try Row.fetchCursor(try log.db.cachedStatement(sql: sql), arguments: arguments)
        var found: [(LabelKey, NamedIdentity)] = []
        while let row = try rows.next() {
            guard let label = Hash(row[0] as Data) else { continue }
            let named = NamedIdentity(label: label.base64, type: row[1], namespace: row[2], id: row[3], name: row[4])
            found.append((LabelKey(label), named))
        }
        return found
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

    func stretch(_ span: AccessSpan) throws -> AccessStretch { try stretch([span]) }

    /// The stretch during which all steps of a way held.
    func stretch(_ way: [AccessSpan]) throws -> AccessStretch {
        let begin = way.map(\.begin).max()!
        let last = way.filter { $0.end != nil }.min { $0.end! < $1.end! }
        return AccessStretch(
            holder: try identity(way[0].holder), resource: try identity(way[way.count - 1].held),
            through: try way.dropLast().map { try identity($0.held) }, isEligible: way.contains(where: \.isEligible),
            granted: try mark(begin), ended: try last?.end.map(mark), endedByDeletion: last?.endedByDeletion ?? false)
    }

    func line(_ way: [AccessSpan], account: AccountState?) throws -> AccessLine {
        let path = try way.map {
            AccessLine.Step(resource: try identity($0.held), granted: try mark($0.begin), isEligible: $0.isEligible)
        }
        let last = way.indices.max { way[$0].begin < way[$1].begin }!
        let granted = path[last].granted
        // Where the log's order counts, the order has no time.
        let since = way[last].begin.time == 0 ? granted.time : Timestamp(milliseconds: way[last].begin.time)
        return AccessLine(
            holder: try identity(way[0].holder), path: path, account: account, granted: granted, since: since)
    }
}
