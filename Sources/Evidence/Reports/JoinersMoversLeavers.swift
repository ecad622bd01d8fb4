import Catalog
import JSON
import Recorder
import Records

extension Report {
    /// Attributes whose change makes somebody a mover.
    private static let moving = [
        "title", "department", "division", "organization", "costCenter", "manager", "userType", "company",
    ]

    static func joinersMoversLeavers(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let (from, until) = try request.period()
        var report = Report(
            request,
            [("what", "What")] + who + [
                ("time", "When"), ("action", "Action"), ("attribute", "Attribute"), ("before", "Before"),
                ("after", "After"), ("actor", "By"), ("record", "Record"),
            ], position: reader.position, try request.written(period: (from, until)))
        let first = try reader.index(notBefore: from)
        let range = first..<max(first, try reader.index(notBefore: until))
        var turns = try PersonTurn.all(reader).filter { range.contains($0.index) }[...]
        let moves = Filter.all([
            .matches(.time(from: from, until: until)),
            .any([.matches(.outcome(.success)), .matches(.outcome(.observed))]),
            .matches(.field(.type, TextMatch("user"))), .any(moving.map { .matches(.field(.path, TextMatch($0))) }),
        ])
        var people: [PersonTurn.Kind: Set<Person>] = [:]
        var movers: Set<Person> = []
        func add(_ turn: PersonTurn) throws -> Bool {
            guard try !reader.identity(turn.label).isService else { return true }
            people[turn.kind, default: []].insert(turn.person)
            return try addRow(turn, reader, &report)
        }
        try reader.each(moves) { committed in
            while let turn = turns.first, turn.index <= committed.index {
                turns.removeFirst()
                guard try add(turn) else { return false }
            }
            guard let label = committed.entry.references.first(where: { $0.role == .subject })?.label else {
                return true
            }
            let person = try reader.person(label)
            return try addMoves(committed, label, person, reader, &report, &movers)
        }
        while let turn = turns.popFirst(), try add(turn) {}
        func count(_ kind: PersonTurn.Kind) -> String { String(people[kind]?.count ?? 0) }
        report.summary = [
            ("Joiners", count(.joiner)), ("Movers", String(movers.count)), ("Leavers", count(.leaver)),
            ("Returners", count(.returner)), ("Further accounts", count(.account)),
            ("Accounts closed of people who stay", count(.closed)),
        ]
        report.notes = [
            "Counted are people, under all their identities; each row is of one account. Somebody joins with the first of their accounts and "
                + "leaves with the last that could be used: disabled, deleted, or set inactive. Service accounts are left out."
        ]
        return report
    }

    private static func addRow(_ turn: PersonTurn, _ reader: CatalogReader, _ report: inout Report) throws -> Bool {
        let committed = try reader.event(turn.index)
        return report.add(
            try [.text(turn.kind.rawValue)] + who(turn.label, turn.person, reader, at: turn.index) + [
                .time(committed.entry.time), Cell(committed.entry.action?.rawValue), .none, .none, .none,
                Cell(try reader.actorName(of: turn.index)), .record(turn.index),
            ])
    }

    private static func addMoves(
        _ committed: CommittedRecord, _ label: Label, _ person: Person, _ reader: CatalogReader,
        _ report: inout Report, _ movers: inout Set<Person>
    ) throws -> Bool {
        for change in committed.record?.changes ?? [] where isMoving(change.path) {
            // What somebody begins with is no move.
            if committed.entry.action?.rawValue == "user.create" { continue }
            movers.insert(person)
            guard
                report.add(
                    try [.text("mover")] + who(label, person, reader, at: committed.index) + [
                        .time(committed.entry.time), Cell(committed.entry.action?.rawValue), .text(change.path),
                        value(change.before), value(change.after), Cell(try reader.actorName(of: committed.index)),
                        .record(committed.index),
                    ])
            else { return false }
        }
        return true
    }

    /// Whether a path is of one of the attributes, with or without the URN of a schema.
    private static func isMoving(_ path: String) -> Bool {
        let name = path.split(separator: ":").last.map(String.init) ?? path
        return moving.contains { attribute in
            let (name, attribute) = (name.lowercased(), attribute.lowercased())
            return name == attribute || name.hasPrefix(attribute + ".") || name.hasPrefix(attribute + "[")
        }
    }

    private static func value(_ value: JSONValue?) -> Cell {
        switch value {
        case nil, .null?: .none
        case .string(let text)?: .text(text)
        case let value?: .text(value.text)
        }
    }
}
