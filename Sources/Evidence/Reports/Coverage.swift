import Catalog
import Recorder
import Records

extension Report {
    static func coverage(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let hours = try request.number(.silent, usually: 24, in: 1...100_000)
        let now = request.now
        var report = Report(
            request,
            [
                ("what", "What"), ("source", "Source"), ("records", "Records"), ("first", "From"),
                ("firstRecord", "Record"),
                ("last", "To"), ("lastRecord", "Record"), ("state", "State"),
            ], position: reader.position, [("silent", String(hours))])
        var silent = 0
        for source in try reader.sources() {
            let isSilent = now.milliseconds - source.last.time.milliseconds > Int64(hours) * 3_600_000
            if isSilent { silent += 1 }
            guard
                report.add([
                    .text("source"), .text(source.name), .number(source.count), .time(source.first.time),
                    .record(source.first.index), .time(source.last.time), .record(source.last.index),
                    .text(isSilent ? "silent" : "heard"),
                ])
            else { break }
        }
        var gaps = 0
        try reader.each(.matches(.kind(.gap))) { committed in
            gaps += 1
            let gap = committed.entry.gap
            return report.add([
                .text("gap"), Cell(gap?.source), .none, Cell(gap?.from), .record(committed.index), Cell(gap?.to),
                .none,
                .text("may be missing"),
            ])
        }
        report.summary = [
            ("Sources", String(report.rows.count - gaps)), ("Silent", String(silent)),
            ("Gaps on record", String(gaps)),
            ("Events that came late", String(try reader.count(.matches(.late)))),
        ]
        return report
    }
}
