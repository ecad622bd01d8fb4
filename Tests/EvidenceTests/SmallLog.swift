import Evidence
import JSON
import Records
import TestLogs

/// A log for one test, told line by line.
struct SmallLog {
    let log: MemoryLog

    init() throws { log = try MemoryLog() }

    static func user(_ id: String, external: String? = nil) -> Party {
        Party(type: "user", id: id, namespace: "okta", name: id, externalId: external)
    }

    static func thing(_ type: String, _ name: String) -> Party {
        Party(type: type, id: name.lowercased(), namespace: "okta", name: name)
    }

    /// What happened at an hour; `claimed` is the hour that the source says.
    func add(
        _ hours: Int64, _ action: String, _ subject: Party, _ resource: Party? = nil, claimed: Int64? = nil,
        by actor: Party? = nil
    ) throws {
        try log.append(
            Record(
                action: Action(rawValue: action)!, outcome: .success, occurredAt: claimed.map(Story.time(hours:)),
                source: "hr", actor: actor ?? Self.thing("service", "hr"), subject: subject,
                resources: resource.map { [$0] } ?? [], changes: []),
            at: Story.time(hours: hours))
    }
}

extension Report {
    /// The cells of some columns of each row, by name; "?" where there is no such column.
    func cells(_ names: String...) -> [String] {
        let places = names.map { name in columns.firstIndex { $0.name == name } }
        return rows.map { row in places.map { $0.map { row[$0].text } ?? "?" }.joined(separator: "|") }
    }

    var asked: [String] { parameters.map { "\($0.name)=\($0.value)" } }
}
