import Foundation
import HTTPTypes
import JSON
import MusterServer
import Recorder
import Records
import Testing

/// Reading is recorded: who, how often and about whom, never what was asked for.
@Suite struct ReadingTests {
    private static func withReading(
        _ folder: TemporaryFolder, perMinute: Int = 60, isOn: Bool = true,
        _ body: @escaping @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.with(
            folder, configure: { ($0.reading.record, $0.reading.perMinute) = (isOn, perMinute) }, body)
    }

    /// The records of the kind `access`, once those of the minute are written.
    private static func accesses(_ server: TestServer) async throws -> [Record] {
        let log = try #require(server.server.logs.log(named: "main"))
        await log.open.readings.flush(everything: true)
        var found: [Record] = []
        for committed in try server.recorder.committed(from: 0, limit: 1_000) where committed.entry.kind == .access {
            found.append(try #require(committed.record))
        }
        return found
    }

    @Test func doorsThatAnswerRecordsAreReading() async throws {
        try await Self.withReading(try TemporaryFolder()) { server in
            let posted = try await server.post([
                "id": "1", "action": "user.update", "source": "hr",
                "subject": ["type": "user", "id": "u-1", "name": "Zerbinetta"],
            ])
            let index = try #require(posted.json?["index"]?.intValue)
            let paths = [
                "/v1/events?wait=\(index)&q=zerbinetta&limit=7", "/v1/events?subject=Zerbinetta&source=hr",
                "/v1/events/\(index)", "/v1/subjects/Zerbinetta?order=oldest", "/v1/access?subject=Zerbinetta",
                "/v1/impact?actor=Zerbinetta", "/v1/links?of=Zerbinetta",
            ]
            for path in paths {
                let answer = try await server.send(.get, path)
                #expect(answer.status == 200, "\(path) \(answer.text)")
            }
            for path in ["/healthz", "/metrics", "/openapi.json", "/v1/tokens", "/v1/events/\(index)/receipt"] {
                _ = try await server.send(.get, path)
            }
            let found = try await Self.accesses(server)
            // A minute that ends meanwhile makes two records of one.
            var counts: [String: Int] = [:]
            for record in found {
                counts["\(record.action.rawValue) \(record.subject.type)", default: 0] +=
                    record.extra?["count"]?.intValue ?? 0
            }
            #expect(
                counts == [
                    "read.access user": 1, "read.event user": 1, "read.history user": 2, "read.impact user": 1,
                    "read.search service": 1, "read.search user": 1,
                ])
            #expect(found.allSatisfy { $0.actor?.id == "bootstrap" && $0.recordedBy == "bootstrap" })
            let search = try #require(
                found.first { $0.action.rawValue == "read.search" && $0.subject.type == "service" })
            #expect(search.extra?["parameters"] == ["limit", "q", "wait"] && search.extra?["events"] == 1)
            // The name that was asked for stands nowhere, neither in the question's words nor as a name.
            for record in found {
                #expect(!String(describing: record).lowercased().contains("zerbinetta"))
            }
            // They are found like other events.
            let last = try server.recorder.committedSize() - 1
            let events = try await server.send(.get, "/v1/events?action=read.&wait=\(last)")
            #expect(events.json?["events"]?.arrayValue?.count == found.count)
            #expect(events.json?["events"]?.arrayValue?.allSatisfy { $0["kind"] == "access" } == true)
        }
    }

    @Test func theRateHoldsForEachToken() async throws {
        try await Self.withReading(try TemporaryFolder(), perMinute: 2) { server in
            var records: [JSONValue] = []
            for number in 0..<6 {
                records.append([
                    "id": .string("\(number)"), "action": "user.update", "source": "hr",
                    "subject": ["type": "user", "id": .string("u-\(number)")],
                ])
            }
            _ = try await server.post(.array(records))
            let last = try server.recorder.committedSize() - 1
            for number in 0..<6 { _ = try await server.send(.get, "/v1/subjects/u-\(number)?wait=\(last)") }
            let found = try await Self.accesses(server)
            // A minute may end in between, and begin its own.
            #expect((3...6).contains(found.count))
            #expect(found.compactMap { $0.extra?["count"]?.intValue }.reduce(0, +) == 6)
        }
    }

    /// What was read: the report by its name, what it is about by its label, an event by its index and whomever it happened to.
    @Test func anEntrySaysWhatWasRead() async throws {
        try await Self.withReading(try TemporaryFolder()) { server in
            let posted = try await server.post([
                [
                    "id": "1", "action": "role.assign", "source": "hr",
                    "subject": ["type": "user", "id": "u-1", "name": "Zerbinetta"],
                    "resource": ["type": "role", "id": "r-1", "name": "Payments"],
                ], ["id": "2", "action": "user.update", "source": "hr", "subject": ["type": "user", "id": "u-1"]],
                ["id": "3", "action": "user.update", "source": "hr", "subject": ["type": "user", "id": "u-2"]],
            ])
            let first = try #require(posted.json?["results"]?.arrayValue?.first?["index"]?.intValue)
            _ = try await server.send(.get, "/v1/events?limit=1&wait=\(first + 2)")
            for path in [
                "/v1/reports/access-review?resource=Payments", "/v1/reports/coverage", "/v1/events/\(first)",
                "/v1/events/\(first + 1)", "/v1/events/\(first + 2)", "/v1/events/0",
            ] {
                let answer = try await server.send(.get, path)
                #expect(answer.status == 200, "\(path) \(answer.text)")
            }
            let found = try await Self.accesses(server)
            let reports = found.filter { $0.action.rawValue == "read.report" }
            #expect(reports.map { $0.extra?["report"] } == ["access-review", "coverage"])
            #expect(reports.map(\.subject.id) == ["r-1", "bootstrap"] && reports[0].subject.type == "role")
            #expect(reports[0].extra?["events"] == 1)
            // A minute that ends meanwhile makes two records of one.
            let events = found.filter { $0.action.rawValue == "read.event" }
            var indices: [String: [Int]] = [:]
            for event in events {
                let read = event.extra?["indices"]?.arrayValue?.compactMap(\.intValue) ?? []
                #expect(event.extra?["count"]?.intValue == read.count)
                indices[event.subject.id, default: []] += read
            }
            #expect(indices == ["bootstrap": [0], "u-1": [Int(first), Int(first + 1)], "u-2": [Int(first + 2)]])
            #expect(!found.contains { String(describing: $0).contains("Payments") })
            // So who looked at her is found.
            let last = try server.recorder.committedSize() - 1
            let asked = try await server.send(.get, "/v1/events?action=read.event&subject=Zerbinetta&wait=\(last)")
            #expect(asked.json?["events"]?.arrayValue?.count == events.count { $0.subject.id == "u-1" })
        }
    }

    @Test func switchedOffThereIsNone() async throws {
        try await Self.withReading(try TemporaryFolder(), isOn: false) { server in
            _ = try await server.send(.get, "/v1/events")
            #expect(try await Self.accesses(server).isEmpty)
        }
    }

    /// What is counted when the server stops is written before it ends.
    @Test func aStopWritesWhatIsCounted() async throws {
        let folder = try TemporaryFolder()
        try await Self.withReading(folder) { server in
            for _ in 0..<3 { _ = try await server.send(.get, "/v1/events") }
        }
        try await Self.withReading(folder) { server in
            let found = try await Self.accesses(server)
            #expect(found.compactMap { $0.extra?["count"]?.intValue }.reduce(0, +) == 3)
        }
    }

    /// A report is on record before it is sent; when the log takes nothing it is not sent.
    @Test func aReportThatCannotBeRecordedIsRefused() async throws {
        try await Self.withReading(try TemporaryFolder()) { server in
            let path = "/v1/reports/integrity?format=csv"
            let size = try server.recorder.committedSize()
            let answer = try await server.send(.get, path)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try server.recorder.committedSize() == size + 1)
            let record = try server.lastRecord()
            #expect(record.action.rawValue == "read.report" && record.extra?["parameters"] == ["format"])
            #expect(record.extra?["from"] == 0 && record.subject.id == "bootstrap")
            let recorder = try server.recorder
            try await recorder.waitPublished(index: size)
            await recorder.close()
            let refused = try await server.send(.get, path)
            #expect(refused.status == 503, "\(refused.text)")
            #expect(refused.headers[.contentType] == "application/problem+json")
        }
    }
}
