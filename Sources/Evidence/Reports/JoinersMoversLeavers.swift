import Catalog
import JSON
import Recorder
import Records

extension Report {
    /// Attributes whose change makes somebody a mover, and actions of joiners and leavers.
    private static let moving = [
        "title", "department", "division", "organization", "costCenter", "manager", "userType", "company",
    ]

    static func joinersMoversLeavers(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        let (from, until) = try request.period()
        let joining = try actions(["user.create", "user.restore", "user.enable"])
        let leaving = try actions(["user.disable", "user.delete"])
        let moving = Filter.any(moving.map { .matches(.field(.path, TextMatch($0))) })
        let happened = Filter.any([.matches(.outcome(.success)), .matches(.outcome(.observed))])
        let period = Filter.matches(.time(from: from, until: until))
        let moves = Filter.all([.matches(.field(.type, TextMatch("user"))), moving, .not(joining), .not(leaving)])
        return try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("what", "What"), ("person", "Person"), ("time", "When"), ("action", "Action"),
                    ("attribute", "Attribute"), ("before", "Before"), ("after", "After"), ("actor", "By"),
                    ("record", "Record"),
                ], position: reader.position, [("from", from.rfc3339), ("until", until.rfc3339)])
            var counts = [0, 0, 0]
            try reader.each(.all([period, happened, .any([joining, leaving, moves])])) { committed in
                guard let action = committed.entry.action?.rawValue else { return true }
                let kind =
                    ["user.create", "user.restore", "user.enable"].contains(action)
                    ? 0
                    : ["user.disable", "user.delete"].contains(action) ? 2 : 1
                counts[kind] += 1
                return try addRows(committed, kind, action, reader, &report)
            }
            report.summary = zip(["Joiners", "Movers", "Leavers"], counts).map { ($0, String($1)) }
            return report
        }
    }

    private static func addRows(
        _ committed: CommittedRecord, _ kind: Int, _ action: String, _ reader: CatalogReader, _ report: inout Report
    ) throws -> Bool {
        let person = try committed.entry.references.first { $0.role == .subject }.map { try reader.identity($0.label) }
        let actor = try reader.actor(of: committed.index)
        let head: [Cell] = [
            .text(["joiner", "mover", "leaver"][kind]), Cell(person), .time(committed.entry.time), .text(action),
        ]
        let tail: [Cell] = [Cell(actor), .record(committed.index)]
        guard kind == 1 else { return report.add(head + [.none, .none, .none] + tail) }
        for change in committed.record?.changes ?? [] where isMoving(change.path) {
            let cells: [Cell] = [.text(change.path), value(change.before), value(change.after)]
            guard report.add(head + cells + tail) else { return false }
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

    static func actions(_ names: [String]) throws -> Filter {
        .any(try names.map { .matches(.action(try ActionPattern($0))) })
    }
}
