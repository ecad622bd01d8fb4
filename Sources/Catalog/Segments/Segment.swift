import Foundation
import GRDB

/// A stretch of the log, at most 65,536 entries, whose posting lists stand in the database. Segments follow one another
/// without gap from entry 0; none is changed once it is written, only replaced by one that covers the same entries.
struct Segment: Sendable, Hashable {
    /// Index of its first entry.
    let first: Int64
    let count: Int
    /// Times of its first and last entry, in milliseconds.
    let firstTime: Int64
    let lastTime: Int64

    var range: Range<Int64> { first..<(first + Int64(count)) }

    /// Pages of one segment at most; what 65,536 entries of the largest records need is far less.
    private static let pageBits: Int64 = 22

    /// The row of a page.
    func row(page: Int) -> Int64 { first << Self.pageBits | Int64(page) }

    /// The rows of all pages that it can have.
    var rows: ClosedRange<Int64> { (first << Self.pageBits)...(first << Self.pageBits | (1 << Self.pageBits - 1)) }

    static func all(in db: Database) throws -> [Segment] {
        let select = try db.cachedStatement(
            sql: "SELECT first, count, first_time, last_time FROM segment ORDER BY first")
        return try Row.fetchAll(select).map {
            Segment(first: $0[0], count: Int($0[1] as Int64), firstTime: $0[2], lastTime: $0[3])
        }
    }
}

/// The content of a segment, ready to be written.
struct SegmentContent: Sendable {
    let segment: Segment
    let pages: [[UInt8]]
    let directory: SegmentDirectory
    let labels: LabelFilter
    let times: Data

    /// - Parameters:
    ///   - first: index of the first entry.
    ///   - table: the lists.
    ///   - times: of all entries, never decreasing; at least one.
    init(first: Int64, table: PostingTable, times: [Int64]) {
        var writer = SegmentPageWriter()
        var named: Set<LabelKey> = []
        table.eachSorted { key, list in
            if let label = PostingKey.label(of: key) { named.insert(label) }
            writer.add(key, list)
        }
        labels = LabelFilter(named)
        writer.finish()
        pages = writer.pages
        directory = writer.directory
        segment = Segment(first: first, count: times.count, firstTime: times[0], lastTime: times[times.count - 1])
        var bytes: [UInt8] = []
        var last = times[0]
        for time in times {
            Varint.append(UInt64(time - last), to: &bytes)
            last = time
        }
        self.times = Data(bytes)
    }

    /// Writes it in the place of the segments that cover its entries, if any do.
    func write(to db: Database, replacing old: [Segment] = []) throws {
        for segment in old {
            try db.execute(sql: "DELETE FROM segment WHERE first = ?", arguments: [segment.first])
            try db.execute(
                sql: "DELETE FROM page WHERE id BETWEEN ? AND ?",
                arguments: [segment.rows.lowerBound, segment.rows.upperBound])
        }
        let insert = try db.cachedStatement(sql: "INSERT INTO page (id, data) VALUES (?, ?)")
        for (number, page) in pages.enumerated() {
            try insert.execute(arguments: [segment.row(page: number), Data(page)])
        }
        try db.execute(
            sql: """
                INSERT INTO segment (first, count, first_time, last_time, times, directory, labels)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                segment.first, segment.count, segment.firstTime, segment.lastTime, times, directory.bytes,
                labels.bytes,
            ])
    }
}
