import Catalog
import Records
import TransparencyLog

extension Report {
    static func accessReview(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        guard let name = try request.text(.resource) else {
            throw ReportFault(parameter: "resource", reason: "name the role, group, app or permission that is reviewed")
        }
        let at = try request.moment()
        let found = try await catalog.access(.resource(SubjectQuery(name)), at: at, view: .recorded)
        switch found {
        case .unknown: throw NamedFault.unknown(parameter: "resource")
        case .ambiguous(let candidates): throw NamedFault.ambiguous(parameter: "resource", candidates)
        case .found(let resource, let answer):
            return try await catalog.ask { reader in
                try accessReview(request, resource, answer, at, reader)
            }
        }
    }

    private static func accessReview(
        _ request: ReportRequest, _ resource: CataloguedIdentity, _ answer: AccessAnswer, _ at: Timestamp,
        _ reader: CatalogReader
    ) throws -> Report {
        var report = Report(
            request,
            [
                ("person", "Person"), ("id", "Id"), ("through", "Through"), ("since", "Since"), ("actor", "Granted by"),
                ("account", "Account"), ("lastDeed", "Last deed"), ("record", "Record"), ("decision", "Decision"),
                ("reviewer", "Reviewer"),
            ], position: answer.position,
            [("resource", resource.name ?? resource.id ?? resource.label.base64), ("at", at.rfc3339)])
        for line in answer.lines {
            let through = line.path.dropLast().map { $0.resource.name ?? $0.resource.id ?? $0.resource.label }
            let label = Hash(base64: line.holder.label).map(Label.init(hash:))
            let last = try label.flatMap { try reader.last(.actor, $0) }
            guard
                report.add([
                    Cell(line.holder), Cell(line.holder.id),
                    Cell(through.isEmpty ? "direct" : through.joined(separator: " > ")),
                    .time(line.granted.time), Cell(try reader.actor(of: line.granted.index)),
                    Cell(line.account?.state.rawValue), Cell(last?.time), .record(line.granted.index), .none, .none,
                ])
            else { break }
        }
        report.isCut = report.isCut || answer.isCut
        let people = Set(answer.lines.map(\.holder.label)).count
        report.summary = [("People", String(people)), ("Ways", String(answer.lines.count))]
        report.notes = [
            "The population is frozen: it is what the log held at that moment, and the same question gives the same lines for ever. "
                + "Decision and reviewer are left for those who review."
        ]
        if answer.lateArrivals > 0 {
            report.notes.append(
                "Records that came later and claim to have been before that moment: \(answer.lateArrivals). They do not count here."
            )
        }
        return report
    }
}
