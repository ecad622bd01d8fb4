import Catalog
import Recorder
import Records

extension Report {
    static func privilegedGrants(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        let (from, until) = try request.period()
        let names = try request.names(.resources) ?? request.settings.privileged
        let patterns = names.map(NamePattern.init)
        return try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("time", "When"), ("holder", "Who"), ("access", "What"), ("actor", "Granted by"),
                    ("self", "To themselves"),
                    ("reason", "Reason"), ("ended", "Ended"), ("endedRecord", "By record"), ("record", "Record"),
                ], position: reader.position,
                [("from", from.rfc3339), ("until", until.rfc3339), ("resources", names.joined(separator: ","))])
            var (own, held) = (0, 0)
            let privileged = try reader.identities(of: ["role", "group", "permission", "entitlement", "policy", "app"])
                .filter { known in
                    [known.identity.name, known.identity.id].contains { name in
                        name.map { name in patterns.contains { $0.fits(name) } } ?? false
                    }
                }
            var stretches: [AccessStretch] = []
            for known in privileged {
                stretches += try reader.stretches(of: known.label).filter {
                    from <= $0.granted.time && $0.granted.time < until
                }
            }
            for stretch in stretches.sorted(by: { $0.granted.index < $1.granted.index }) {
                let actor = try reader.actor(of: stretch.granted.index)
                let isOwn = actor?.label == stretch.holder.label
                if isOwn { own += 1 }
                if stretch.ended == nil { held += 1 }
                let reason = try reader.event(stretch.granted.index).record?.reason
                guard
                    report.add([
                        .time(stretch.granted.time), Cell(stretch.holder), Cell(stretch.resource), Cell(actor),
                        isOwn ? .text("yes") : .none, Cell(reason), Cell(stretch.ended?.time),
                        Cell(stretch.ended?.index),
                        .record(stretch.granted.index),
                    ])
                else { break }
            }
            report.summary = [
                ("Privileged roles, groups and permissions", String(privileged.count)),
                ("Grants", String(stretches.count)), ("Granted to themselves", String(own)),
                ("Still held", String(held)),
            ]
            return report
        }
    }
}
