import Catalog
import Recorder
import Records

extension Report {
    /// One side of a rule: the people on it, each with one way to it.
    private typealias Side = [Person: AccessLine]

    static func separationOfDuties(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let (from, until) = try request.period()
        var rules = request.settings.separation
        var isAsked = false
        switch (try request.names(.left), try request.names(.right)) {
        case (let left?, let right?):
            rules = [ReportSettings.Separation(name: "as asked", left: left, right: right)]
            isAsked = true
        case (nil, nil): break
        case (nil, _): throw ReportFault(parameter: "left", reason: "left and right go together")
        case (_, nil): throw ReportFault(parameter: "right", reason: "left and right go together")
        }
        let moment = min(request.now, Timestamp(milliseconds: until.milliseconds - 1))
        var report = Report(
            request,
            [("what", "What")] + who + [
                ("left", "Holds"), ("leftKind", "Kind"), ("leftRecord", "By record"), ("right", "And"),
                ("rightKind", "Kind"), ("rightRecord", "By record"), ("time", "Since"), ("late", "Came late"),
            ], position: reader.position, try request.written(period: (from, until)) + written(rules, isAsked))
        var notJoined: Set<Person> = []
        var conflicts = (all: 0, eligible: 0)
        var unchecked: [String] = []
        for rule in rules {
            let left = try side(rule.left, "left", at: moment, reader)
            let right = try side(rule.right, "right", at: moment, reader)
            let faults = left.faults + right.faults
            if isAsked, let fault = faults.first { throw fault.named }
            let found = try addConflicts(rule.name, left.people, right.people, reader, &report)
            conflicts = (conflicts.all + found.all, conflicts.eligible + found.eligible)
            for person in Set(left.people.keys).union(right.people.keys) where reader.isPartlyJoined(person) {
                notJoined.insert(person)
            }
            unchecked += faults.map { "\(rule.name): \($0.reason)" }
        }
        let own = try reader.selfGrants(from: from, until: until)
        for grant in own { try addSelfGrant(grant, reader, &report) }
        report.summary = [
            ("Rules", String(rules.count)), ("Names in rules that could not be checked", String(unchecked.count)),
            ("People who hold both sides", String(conflicts.all)),
            ("Of these with a side that is eligible only", String(conflicts.eligible)),
            ("Access given to oneself in the period", String(own.count)),
        ]
        if rules.isEmpty {
            report.notes.append("No rules are configured (reports.separation), and none was given with left and right.")
        }
        if !notJoined.isEmpty {
            report.notes.append(
                "Not joined: \(notJoined.count) (people on a side of a rule with an externalId or e-mail address that more than "
                    + "\(IdentityMatching.mostByValue) bear, which joins nobody). What they hold under further identities may be missing."
            )
        }
        for reason in unchecked { report.notes.append("Not checked. \(reason)") }
        report.notes.append(
            "Rules are held against what people had at \(moment.rfc3339), under all their identities. A side that is "
                + "eligible may be activated, and was not active on any way. To themselves gave access who gave it to any of their "
                + "identities, or to a group or role that they were in or had then.")
        return report
    }

    /// The rules that were held against what people had: both sides as they were asked for, or all of the configuration.
    private static func written(_ rules: [ReportSettings.Separation], _ isAsked: Bool) -> [(String, String)] {
        if isAsked {
            return rules.flatMap { rule in
                [("left", NameList.written(rule.left)), ("right", NameList.written(rule.right))]
            }
        }
        if rules.isEmpty { return [] }
        let texts = rules.map { rule in
            "\(rule.name) (left: \(NameList.written(rule.left)); right: \(NameList.written(rule.right)))"
        }
        return [("rules", texts.joined(separator: ", "))]
    }

    /// Why a name in a rule says nothing.
    private struct RuleFault {
        let named: NamedFault
        let reason: String
    }

    /// Who had any of some things, and the names that could not be looked at.
    private static func side(_ names: [String], _ parameter: String, at time: Timestamp, _ reader: CatalogReader) throws
        -> (people: Side, faults: [RuleFault])
    {
        var side: Side = [:]
        var faults: [RuleFault] = []
        for name in names {
            switch try reader.holders(of: SubjectQuery(name), at: time) {
            case .unknown:
                faults.append(
                    RuleFault(named: .unknown(parameter: parameter), reason: "nothing on record is called \"\(name)\".")
                )
            case .ambiguous(let candidates):
                faults.append(
                    RuleFault(
                        named: .ambiguous(parameter: parameter, candidates),
                        reason: "several are called \"\(name)\"; name one by its label, or as type:id."))
            case .found(_, let answer):
                for line in answer.lines {
                    guard let label = line.holder.wholeLabel else { continue }
                    let person = try reader.person(label)
                    // Whoever has it both ways has it active.
                    if side[person].map({ $0.isEligible && !line.isEligible }) ?? true { side[person] = line }
                }
            }
        }
        return (side, faults)
    }

    private static func addConflicts(
        _ rule: String, _ left: Side, _ right: Side, _ reader: CatalogReader, _ report: inout Report
    ) throws -> (all: Int, eligible: Int) {
        let both = left.compactMap { person, line in right[person].map { (person: person, left: line, right: $0) } }
            .sorted {
                max($0.left.granted.index, $0.right.granted.index) < max($1.left.granted.index, $1.right.granted.index)
            }
        for conflict in both {
            let later = max(conflict.left.granted.time, conflict.right.granted.time)
            let label = conflict.left.holder.wholeLabel ?? conflict.person.first
            guard
                report.add(
                    try [.text(rule)] + who(label, conflict.person, reader) + [
                        Cell(conflict.left.resource), kind(isEligible: conflict.left.isEligible),
                        .record(conflict.left.granted.index), Cell(conflict.right.resource),
                        kind(isEligible: conflict.right.isEligible), .record(conflict.right.granted.index),
                        .time(later), late(conflict.left.isLate || conflict.right.isLate),
                    ])
            else { break }
        }
        return (both.count, both.count { $0.left.isEligible || $0.right.isEligible })
    }

    private static func addSelfGrant(_ grant: SelfGrant, _ reader: CatalogReader, _ report: inout Report) throws {
        let committed = try reader.event(grant.index)
        let resources = try committed.entry.references.filter { $0.role == .resource }.map {
            Cell(try reader.identity($0.label, at: grant.index)).text
        }
        let through = try grant.through.map { Cell(try reader.identity($0, at: grant.index)).text }
        let isEligible = committed.record?.action.rawValue == "role.eligible.assign"
        _ = report.add(
            try [.text("granted to themselves" + (through.map { " through \($0)" } ?? ""))]
                + who(grant.holder, reader.person(grant.holder), reader, at: grant.index) + [
                    Cell(resources.isEmpty ? nil : resources.joined(separator: ", ")), kind(isEligible: isEligible),
                    .record(grant.index), .none, .none, .none, .time(committed.entry.time),
                    late(reader.mark(of: grant.index).isLate),
                ])
    }
}
