import JSON
import Records
import Simulation

/// Whom and what the questions are about: found in the server's own events.
struct AskSample: Sendable {
    private var people: [String] = []
    private var resources: [String] = []
    private var words: [String] = []
    private var times: [Timestamp] = []
    /// What `muster bench generate` gives to the most people.
    let largestRole = "role-0008"

    /// Reads some pages of events all over the log.
    init(_ server: SCIMServer, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let newest = try Self.page(server, "limit=1")
        guard let last = newest.first?["index"]?.intValue else {
            throw Failure(.couldNotTell, "the server has no events; fill its log with muster bench generate")
        }
        for _ in 0..<40 {
            for event in try Self.page(server, "limit=20&cursor=\(1 + random.below(last + 1))") { take(event) }
        }
        guard !people.isEmpty, !resources.isEmpty, !words.isEmpty, !times.isEmpty else {
            throw Failure(.couldNotTell, "the server's events name no people and groups")
        }
    }

    private static func page(_ server: SCIMServer, _ query: String) throws -> [JSONValue] {
        let answer = try server.ask("GET", "/v1/events?" + query)
        guard answer.status == 200 else { throw SCIMPeople.unexpected(answer) }
        return try JSONValue(parsing: answer.body)["events"]?.arrayValue ?? []
    }

    private mutating func take(_ event: JSONValue) {
        let record = event["record"] ?? event
        if record["subject"]?["type"]?.stringValue == "user", let id = record["subject"]?["id"]?.stringValue {
            people.append(id)
        }
        if let id = record["resource"]?["id"]?.stringValue { resources.append(id) }
        if let name = record["subject"]?["name"]?.stringValue {
            words += name.split { !$0.isLetter }.filter { $0.count > 3 }.map(String.init)
        }
        if let time = event["time"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }) { times.append(time) }
    }

    func person(_ number: Int) -> String { people[number % people.count] }
    func resource(_ number: Int) -> String { resources[number % resources.count] }
    func word(_ number: Int) -> String { words[number % words.count] }
    func time(_ number: Int) -> String { times[number % times.count].rfc3339 }
    func date(_ number: Int) -> String { String(time(number).prefix(10)) }
}
