import Catalog
import Recorder
import Records

extension Report {
    static func separationOfDuties(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        let (from, until) = try request.period()
        var rules = request.settings.separation
        switch (try request.names(.left), try request.names(.right)) {
        case (let left?, let right?): rules = [ReportSettings.Separation(name: "as asked", left: left, right: right)]
        case (nil, nil): break
        case (nil, _): throw ReportFault(parameter: "left", reason: "left and right go together")
        case (_, nil): throw ReportFault(parameter: "right", reason: "left and right go together")
        }
        let last = Timestamp(milliseconds: until.milliseconds - 1)
        var conflicts: [(rule: String, left: AccessLine, right: AccessLine)] = []
        var unknown: [String] = []
        for rule in rules {
            let left = try await holders(rule.left, at: last, catalog, &unknown)
            let right = try await holders(rule.right, at: last, catalog, &unknown)
            for (label, line) in left { if let other = right[label] { conflicts.append((rule.name, line, other)) } }
        }
        conflicts.sort { ($0.rule, $0.left.holder.label) < ($1.rule, $1.left.holder.label) }
        let (found, missing, names) = (conflicts, unknown, rules.map(\.name))
        return try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("what", "What"), ("person", "Person"), ("left", "Holds"), ("leftRecord", "By record"),
                    ("right", "And"), ("rightRecord", "By record"), ("time", "Since"),
                ], position: reader.position, [("from", from.rfc3339), ("until", until.rfc3339)])
            for (rule, left, right) in found {
                let later = max(left.granted.time, right.granted.time)
                guard
                    report.add([
                        .text(rule), Cell(left.holder), Cell(left.resource), .record(left.granted.index),
                        Cell(right.resource),
                        .record(right.granted.index), .time(later),
                    ])
                else { break }
            }
            var own = 0
            try reader.each(.all([.matches(.selfGranted), .matches(.time(from: from, until: until))])) { committed in
                own += 1
                let references = committed.entry.references
                let person = try references.first { $0.role == .subject }.map { try reader.identity($0.label) }
                let resource = try references.first { $0.role == .resource }.map { try reader.identity($0.label) }
                return report.add([
                    .text("granted to themselves"), Cell(person), Cell(resource), .record(committed.index), .none,
                    .none,
                    .time(committed.entry.time),
                ])
            }
            report.summary = [
                ("Rules", String(names.count)), ("People who hold both sides", String(found.count)),
                ("Access given to oneself in the period", String(own)),
            ]
            if names.isEmpty {
                report.notes.append(
                    "No rules are configured (reports.separation), and none was given with left and right.")
            }
            if !missing.isEmpty {
                report.notes.append(
                    "Nothing on record is called so, or several are: \(Set(missing).sorted().joined(separator: ", ")).")
            }
            return report
        }
    }

    /// Who had any of some things, each with one way to it.
    private static func holders(
        _ names: [String], at time: Timestamp, _ catalog: Catalog, _ unknown: inout [String]
    ) async throws -> [String: AccessLine] {
        var holders: [String: AccessLine] = [:]
        for name in names {
            guard
                case .found(_, let answer) = try await catalog.access(
                    .resource(SubjectQuery(name)), at: time, view: .recorded)
            else {
                unknown.append(name)
                continue
            }
            for line in answer.lines where holders[line.holder.label] == nil { holders[line.holder.label] = line }
        }
        return holders
    }
}
