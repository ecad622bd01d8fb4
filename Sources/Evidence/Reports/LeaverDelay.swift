import Catalog
import Recorder
import Records

extension Report {
    /// Leavers of one report at most.
    private static let mostLeavers = 5_000

    static func leaverDelay(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        let (from, until) = try request.period()
        let hours = try request.number(.within, usually: 24, in: 0...10_000)
        let leaving = Filter.all([
            try actions(["user.disable", "user.delete"]), .matches(.time(from: from, until: until)),
            .any([.matches(.outcome(.success)), .matches(.outcome(.observed))]),
        ])
        let now = request.now
        return try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("person", "Person"), ("left", "Left"), ("leftRecord", "By record"), ("access", "Held"),
                    ("removed", "Removed"), ("removedRecord", "By record"), ("hours", "Hours"), ("state", "State"),
                ], position: reader.position,
                [("from", from.rfc3339), ("until", until.rfc3339), ("within", String(hours))])
            var seen: Set<Label> = []
            var counts = (leavers: 0, stretches: 0, late: 0, open: 0)
            try reader.each(leaving) { committed in
                guard let label = committed.entry.references.first(where: { $0.role == .subject })?.label,
                    seen.insert(label).inserted
                else { return true }
                counts.leavers += 1
                let left = committed.entry.time
                let person = try reader.identity(label)
                for stretch in try reader.stretches(heldBy: label)
                where stretch.granted.index < committed.index
                    && stretch.ended.map({ $0.index > committed.index }) ?? true
                {
                    counts.stretches += 1
                    let end = stretch.ended?.time ?? now
                    let taken = Int((end.milliseconds - left.milliseconds) / 3_600_000)
                    let isLate =
                        taken >= hours
                        && (taken > hours || end.milliseconds - left.milliseconds > Int64(hours) * 3_600_000)
                    if stretch.ended == nil { counts.open += 1 } else if isLate { counts.late += 1 }
                    let state = stretch.ended == nil ? "still held" : isLate ? "late" : "in time"
                    guard
                        report.add([
                            Cell(person), .time(left), .record(committed.index), Cell(stretch.resource),
                            Cell(stretch.ended?.time), Cell(stretch.ended?.index), .number(taken), .text(state),
                        ])
                    else { return false }
                }
                if counts.leavers >= mostLeavers { report.isCut = true }
                return counts.leavers < mostLeavers
            }
            report.summary = [
                ("Leavers", String(counts.leavers)), ("Access held when they left", String(counts.stretches)),
                ("Removed late", String(counts.late)), ("Still held", String(counts.open)),
            ]
            report.notes = [
                "An account counts as left with the first record in the period that disables or deletes it. Access that ends with the deletion "
                    + "of the account itself is not listed. Times are the log's."
            ]
            return report
        }
    }
}
