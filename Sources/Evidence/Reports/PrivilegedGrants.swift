import Catalog
import Recorder
import Records

extension Report {
    /// Ways to one privileged thing that are followed at most.
    private static let mostWays = 50_000

    /// Kinds that count as privileged by their names though nobody ever had them; of any other what was ever held does.
    private static let kinds = ["role", "group", "permission", "entitlement", "policy", "app"]

    static func privilegedGrants(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let (from, until) = try request.period()
        let names = try request.names(.resources) ?? request.settings.privileged
        let patterns = names.map(NamePattern.init)
        var report = Report(
            request,
            [("time", "When")] + who + [
                ("access", "What"), ("through", "Through"), ("kind", "Kind"), ("actor", "Granted by"),
                ("self", "To themselves"), ("reason", "Reason"), ("ended", "Ended"), ("endedRecord", "By record"),
                ("late", "Came late"), ("record", "Record"),
            ], position: reader.position,
            try request.written(period: (from, until)) + [("resources", NameList.written(names))])
        let privileged = try reader.identities(ofOrHeld: kinds)
            .filter { known in known.names.contains { name in patterns.contains { $0.fits(name) } } }
        var grants: [(stretch: ReachedStretch, resource: Label)] = []
        for known in privileged {
            let (stretches, isCut) = try reader.reachedStretches(of: known.label, most: mostWays)
            if isCut { report.isCut = true }
            let inPeriod = stretches.filter { from <= $0.line.granted.time && $0.line.granted.time < until }
            grants += inPeriod.map { ($0, known.label) }
        }
        grants.sort { $0.stretch.line.granted.index < $1.stretch.line.granted.index }
        var (own, held) = (0, 0)
        for (stretch, resource) in grants {
            let granted = stretch.line.granted
            guard let holder = stretch.line.holder.wholeLabel else { continue }
            let person = try reader.person(holder)
            let actor = try reader.actor(of: granted.index)
            let isOwn = actor.map(person.identities.contains) ?? false
            if isOwn { own += 1 }
            if stretch.ended == nil { held += 1 }
            guard
                report.add(
                    try [.time(granted.time)] + who(holder, person, reader, at: granted.index) + [
                        Cell(try reader.identity(resource, at: granted.index)), through(stretch.line),
                        kind(isEligible: stretch.line.isEligible),
                        Cell(try actor.map { try reader.identity($0, at: granted.index) }),
                        isOwn ? .text("yes") : .none, Cell(try reader.event(granted.index).record?.reason),
                        Cell(stretch.ended?.time), Cell(stretch.ended?.index),
                        late(stretch.line.isLate || stretch.ended?.isLate ?? false), .record(granted.index),
                    ])
            else { break }
        }
        report.summary = [
            ("Privileged roles, groups, permissions and the like", String(privileged.count)),
            ("Grants", String(grants.count)),
            ("Granted to themselves", String(own)), ("Still held", String(held)),
            ("Eligible only", String(grants.count { $0.stretch.line.isEligible })),
        ]
        report.notes = [
            "Each row is a way on which somebody came to have the access: directly, or through groups and roles. Its record is the one that "
                + "made the way whole, which may be that of a group. Whatever ever bore a name that fits counts as privileged; names are those of the time."
        ]
        return report
    }
}
