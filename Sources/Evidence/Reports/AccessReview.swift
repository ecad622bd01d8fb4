import Catalog
import Records
import TransparencyLog

extension Report {
    static func accessReview(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        guard let name = try request.text(.resource) else {
            throw ReportFault(parameter: "resource", reason: "name the role, group, app or permission that is reviewed")
        }
        let at = try request.moment()
        switch try reader.holders(of: SubjectQuery(name), at: at) {
        case .unknown: throw NamedFault.unknown(parameter: "resource")
        case .ambiguous(let candidates): throw NamedFault.ambiguous(parameter: "resource", candidates)
        case .found(let resource, let answer): return try accessReview(request, resource, answer, at, reader)
        }
    }

    private static func accessReview(
        _ request: ReportRequest, _ resource: CataloguedIdentity, _ answer: AccessAnswer, _ at: Timestamp,
        _ reader: CatalogReader
    ) throws -> Report {
        var report = Report(
            request,
            who + [
                ("through", "Through"), ("kind", "Kind"), ("since", "Since"), ("actor", "Granted by"),
                ("account", "Account"), ("lastDeed", "Last deed"), ("late", "Came late"), ("record", "Record"),
                ("decision", "Decision"), ("reviewer", "Reviewer"),
            ], position: answer.position,
            parameters(resource) + [("at", at.rfc3339), ("zone", try request.zone().name)])
        let behind = try reader.index(notBefore: Timestamp(milliseconds: at.milliseconds + 1))
        let last = behind > 0 ? behind - 1 : 0
        var people: [Label: Person] = [:]
        for line in answer.lines {
            guard let label = line.holder.wholeLabel else { continue }
            let person = try people[label] ?? reader.person(label, before: behind)
            people[label] = person
            let deed = try reader.lastDeed(of: person, before: behind)
            guard
                report.add(
                    try who(label, person, reader, at: last) + [
                        through(line), kind(isEligible: line.isEligible), .time(line.granted.time),
                        Cell(try reader.actorName(of: line.granted.index)), Cell(line.account?.state.rawValue),
                        Cell(try deed.map(reader.time)), late(line.isLate), .record(line.granted.index), .none, .none,
                    ])
            else { break }
        }
        report.summary = [
            ("People", String(Set(people.values).count)), ("Ways", String(answer.lines.count)),
            ("Of these eligible only", String(answer.lines.count(where: \.isEligible))),
        ]
        report.notes = [
            answer.isSettled
                ? "The population is frozen: it is what the log held at that moment, and the same question gives the same lines for ever. "
                    + "Decision and reviewer are left for those who review."
                : "The log had not gone beyond that moment when this was made: what was recorded since may belong to it. Ask again for a "
                    + "moment that has passed to have a frozen population."
        ]
        if answer.lateArrivals > 0 {
            report.notes.append(
                "Records that were known at that moment and say they were later, or that came later and say they were before, or in another "
                    + "order: \(answer.lateArrivals). The lines go by what the log held.")
        }
        return report
    }

    /// What is reviewed: several may bear one name, of one id in several namespaces.
    private static func parameters(_ resource: CataloguedIdentity) -> [(String, String)] {
        let said = [
            ("resourceType", resource.type), ("resourceId", resource.id), ("resourceNamespace", resource.namespace),
        ].compactMap { name, value in value.map { (name, $0) } }
        let label = resource.label.base64
        return [("resource", resource.name ?? resource.id ?? label)] + said + [("resourceLabel", label)]
    }
}
