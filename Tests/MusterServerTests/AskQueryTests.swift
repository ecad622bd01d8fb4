import HTTPTypes
import JSON
import Recorder
import Testing

/// The query language over HTTP: pages, counts, histograms.
@Suite struct AskQueryTests {
    private static func escaped(_ query: String) -> String {
        query.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }

    @Test func queriesFindWhatTheySay() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await AskSearchTests.fill(server)
            let cases: [(query: String, places: [Int])] = [
                ("subject:person1", [1, 4, 7, 10, 13, 16, 19]), ("subject:user:u-1 actor:okta", [4, 16]),
                ("subject:u-0,u-1 actor:okta", [0, 4, 12, 16]), ("actor:ok*", [0, 4, 8, 12, 16]),
                ("tx:tx-1 action:group.*", [11, 13, 15, 17, 19]), ("outcome:failed", [0, 5, 10, 15]),
                ("source:hr -outcome:failed -subject:person1 action:user.update", [2, 6, 8, 12, 14, 18]),
                ("path:title (after:value3 OR after:VALUE7)", [3, 7]), ("value3 OR value4", [3, 4]),
                ("who:auditors tx:tx-0 outcome:failed", [0, 5]), ("resource:\"Auditors\" text:value12", [12]),
                ("index:\(entries[3])..\(entries[5])", [3, 4, 5]), ("source:hr is:late", []),
                ("source:hr since:2000 until:2001", []), ("source:hr time:2001.. after:value1", [1]),
            ]
            for (query, places) in cases {
                let tail = "order=oldest&wait=\(entries[19])"
                let answer = try await server.send(.get, "/v1/events?q=\(Self.escaped(query))&\(tail)")
                #expect(AskSearchTests.indices(answer) == places.map { entries[$0] }, "\(query): \(answer.text)")
                let count = try await server.send(.get, "/v1/events/count?q=\(Self.escaped(query))")
                #expect(count.json?["count"]?.intValue == places.count, "\(query): \(count.text)")
                #expect(count.json?["exact"] == .bool(true))
            }
            let both = try await server.send(.get, "/v1/events/count?q=actor%3Aokta&outcome=failed")
            #expect(both.json?["count"]?.intValue == 1, "\(both.text)")
        }
    }

    @Test func aWrongQueryIsAnsweredWithItsPlace() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            for path in ["/v1/events", "/v1/events/count", "/v1/events/histogram", "/v1/export"] {
                let answer = try await server.send(.get, path + "?q=" + Self.escaped("é actr:x"))
                #expect(answer.status == 400)
                #expect(answer.field == "q")
                #expect(answer.json?["offset"]?.intValue == 3)
                #expect(answer.json?["column"]?.intValue == 2)
                #expect(answer.json?["detail"]?.stringValue?.contains("did you mean actor?") == true, "\(answer.text)")
            }
        }
    }

    @Test func zonesDecideWhatDatesMean() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let cases = [
                ("q=since%3A2026-06-30", "since:2026-06-30T00:00:00.000Z", "UTC"),
                ("q=since%3A2026-06-30&zone=Europe/Berlin", "since:2026-06-29T22:00:00.000Z", "Europe/Berlin"),
                ("since=2026-06-30&zone=%2B01:00", "since:2026-06-29T23:00:00.000Z", "+01:00"),
                ("until=2026-06&zone=UTC", "until:2026-06-01T00:00:00.000Z", "UTC"),
            ]
            for (parameters, query, zone) in cases {
                let answer = try await server.send(.get, "/v1/events/count?\(parameters)")
                #expect(answer.json?["query"] == .string(query))
                #expect(answer.json?["zone"] == .string(zone))
                let page = try await server.send(.get, "/v1/events?\(parameters)")
                #expect(HTTPField.Name("muster-zone").flatMap { page.headers[$0] } == zone)
            }
        }
    }

    @Test func histogramsCountEveryEventOnce() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let entries = try await AskSearchTests.fill(server)
            for interval in ["auto", "second", "minute", "hour", "day", "week", "month", "year"] {
                let parameters = "q=outcome%3Afailed&interval=\(interval)&zone=Europe/Berlin&wait=\(entries[19])"
                let answer = try await server.send(.get, "/v1/events/histogram?\(parameters)")
                let bars = answer.json?["bars"]?.arrayValue ?? []
                #expect(bars.compactMap { $0["count"]?.intValue }.reduce(0, +) == 4, "\(interval): \(answer.text)")
                #expect(zip(bars, bars.dropFirst()).allSatisfy { $0["end"] == $1["start"] })
                #expect(interval == "auto" || answer.json?["interval"] == .string(interval))
            }
            let period = "since=2020-01&until=2026-01"
            let fitting = try await server.send(.get, "/v1/events/histogram?\(period)")
            #expect(fitting.json?["interval"] == "3 months")
            for interval in ["3+months", "3%20months"] {
                let again = try await server.send(.get, "/v1/events/histogram?\(period)&interval=\(interval)")
                #expect(again.status == 200 && again.json?["bars"] == fitting.json?["bars"], "\(again.text)")
            }
            for interval in ["3+month+s", "0+days", "fortnight", "", "1001+days"] {
                let refused = try await server.send(.get, "/v1/events/histogram?\(period)&interval=\(interval)")
                #expect(refused.status == 400 && refused.field == "interval", "\(interval): \(refused.text)")
            }
            let year = try await server.send(
                .get, "/v1/events/histogram?since=2026-01&until=2027-01&interval=month&zone=Europe/Berlin")
            let bars = year.json?["bars"]?.arrayValue ?? []
            try #require(bars.count == 12)
            #expect(bars.first?["start"] == "2026-01-01T00:00:00+01:00")
            #expect(bars.last?["end"] == "2027-01-01T00:00:00+01:00")
            #expect(bars[6]["start"] == "2026-07-01T00:00:00+02:00")
            let many = try await server.send(.get, "/v1/events/histogram?since=2026-01&until=2027-01&interval=minute")
            #expect(many.status == 400)
            #expect(many.field == "interval")
            let none = try await server.send(.get, "/v1/events/histogram?since=2026-01&until=2025-01")
            #expect(none.status == 200, "\(none.text)")
        }
    }

    /// Pages by cursor, while a writer goes on: every event once, in order.
    @Test func cursorsNeitherSkipNorRepeatWhileRecordsArrive() async throws {
        try await TestServer.with(try TemporaryFolder()) { server in
            let first = try await AskSearchTests.fill(server)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<60 {
                        let record: JSONValue = [
                            "id": .string("later-\(number)"), "action": "user.update", "source": "hr",
                            "subject": ["type": "user", "id": "u-1"],
                        ]
                        _ = try await server.post(record)
                    }
                }
                group.addTask {
                    for order in ["oldest", "newest"] {
                        var (found, cursor): ([UInt64], String) = ([], "")
                        repeat {
                            let path = "/v1/events?q=source%3Ahr&order=\(order)&limit=3&wait=\(first[19])\(cursor)"
                            let answer = try await server.send(.get, path)
                            found += AskSearchTests.indices(answer)
                            cursor = (answer.json?["next"]?.intValue).map { "&cursor=\($0)" } ?? ""
                        } while !cursor.isEmpty
                        let sorted = found.sorted()
                        #expect(found == (order == "oldest" ? sorted : sorted.reversed()))
                        #expect(Set(found).count == found.count)
                        #expect(Set(found).isSuperset(of: first))
                        let low = sorted.first ?? 0
                        #expect(sorted == Array(low..<(low + UInt64(found.count))), "no entry between was skipped")
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
