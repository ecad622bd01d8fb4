import Gateway
import JSON
import Recorder
import Records
import Testing

/// Attempts that a process left behind: each ends in one outcome, and says no more than what was seen.
@Suite struct CrashTests {
    /// Made, and the process killed before that was on record; the client tries again before anybody else looks.
    @Test func aRetryAfterTheRestartFindsOutFirst() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            app.sink.fail(after: 1)
            #expect(await app.send("POST", "/Users", ["userName": "eve"]).status == 503)
        } _: { (app: TestGateway) async throws in
            #expect(await app.send("POST", "/Users", ["userName": "EVE"]).status == 201)
            #expect(await app.send("POST", "/Users", ["userName": "eve"]).status == 409)
            #expect(
                try app.lines() == [
                    "user.create attempted request userName", "user.create success eve userName closes changed",
                    "user.create attempted request userName", "user.create success EVE userName closes changed",
                    "user.create attempted request userName", "user.create refused request closes nothing",
                ])
            // What closes an attempt later is told of whoever made it.
            let records = try app.records()
            #expect(Set(records.compactMap { $0.actor?.id }).count == 1)
            #expect(records[1].recordedBy == "muster" && records[3].recordedBy != "muster")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Somebody looked at the new account before the attempt to make it was closed: then nobody can tell who made it.
    @Test func firstSeenAfterwardsIsUnknown() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            app.sink.fail(after: 1)
            #expect(await app.send("POST", "/Users", ["userName": "eve"]).status == 503)
        } _: { (app: TestGateway) async throws in
            #expect(await app.patch("/Users/r1", "title", "Boss") == 200)
            #expect(await app.reconcile() == 1)
            #expect(try app.lines().last == "user.create failed request closes unknown")
            #expect(try app.records().last?.reason?.contains("first seen afterwards") ?? false)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Killed before it was passed on, while somebody else's change was there to be seen: that is not this write's doing.
    @Test func othersChangesAreNotCredited() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.put("Users", id) { $0["title"] = "Outsider" }
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "title", "Outsider") == 503)
        } _: { (app: TestGateway) async throws in
            #expect(await app.reconcile() == 1)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann title", "user.update failed user closes unknown",
                ])
            #expect(try app.records().last?.reason == "interrupted: it was not passed on, as far as is known")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// What was kept beside the log is gone: less is said.
    @Test(arguments: [false, true]) func creationsWithoutTheirMark(_ deletingState: Bool) async throws {
        try await TestGateway.restarting(deletingState: deletingState) { (app: TestGateway) async throws in
            app.sink.fail(after: 1)
            #expect(await app.send("POST", "/Users", ["userName": "eve"]).status == 503)
        } _: { (app: TestGateway) async throws in
            #expect(await app.reconcile() == 1)
            #expect(
                try app.lines().last
                    == (deletingState
                        ? "user.create failed request closes unknown"
                        : "user.create success eve userName closes changed"))
        }
    }

    /// Several interrupted writes to one resource: what changed is on record once, and is nobody's.
    @Test func severalOnOneResource() async throws {
        try await TestGateway.restarting { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.sink.fail(after: 1)
            let patch: (String, JSONValue) -> JSONValue = { name, value in
                [
                    "method": "PATCH", "path": .string("/Users/\(id)"),
                    "data": ["Operations": [["op": "replace", "path": .string(name), "value": value]]],
                ]
            }
            let body: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": [patch("title", "Boss"), patch("nickName", "Annie")],
            ]
            #expect(await app.send("POST", "/Bulk", body).status == 503)
        } _: { (app: TestGateway) async throws in
            #expect(try app.gateway.pending().count == 2)
            #expect(await app.reconcile() == 2)
            #expect(
                try app.lines().suffix(3) == [
                    "user.update observed ann title nickName", "user.update failed user closes unknown",
                    "user.update failed user closes unknown",
                ])
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// While an earlier write has no outcome and none can be seen, nothing else is passed on.
    @Test func nothingPassesBesideAnOpenAttempt() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
            app.sink.fail(after: nil)
            // One read fails, and then all is well again.
            let isFirst = Once()
            app.service.set { $0.behave = { $0.method == "GET" && isFirst.take() ? .says(500) : nil } }
            let writes = app.service.writes.count
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 503)
            #expect(app.service.writes.count == writes)
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(
                try app.lines().suffix(3) == [
                    "user.update success ann title closes changed", "user.update attempted ann nickName",
                    "user.update success ann nickName closes changed",
                ])
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    /// Closing goes on while writes are carried out, creations among them: still one outcome each.
    @Test func closingBesideWrites() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let isOver = Once()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        while !isOver.peek {
                            #expect(await app.reconcile() == 0)
                            await Task.yield()
                        }
                    }
                }
                group.addTask {
                    for number in 0..<60 {
                        #expect(await app.send("POST", "/Groups", ["displayName": .string("g\(number)")]).status == 201)
                        #expect(await app.send("POST", "/Groups", JSONValue.object(JSONObject())).status == 201)
                    }
                    _ = isOver.take()
                }
            }
            #expect(try app.outcomes().count == 120)
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// A namesake is not taken for somebody new when nobody could ask who was there before.
    @Test(arguments: [false, true]) func namesakesThatWereNotSeen(_ isLost: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Users", "old") { $0["userName"] = "gus" }
            let isFirst = Once()
            app.service.set { state in
                state.behave = { request in
                    if request.method == "POST" { return isLost ? .silent : .says(500) }
                    return request.target.contains("filter") && isFirst.take() ? .says(429) : nil
                }
            }
            _ = await app.send("POST", "/Users", ["userName": "gus"])
            _ = await app.reconcile()
            #expect(
                try app.lines() == [
                    "user.create attempted request userName", "user.create failed request closes unknown",
                ])
        }
    }

    /// Nothing can be seen for good: given up, as unknown.
    @Test func givenUp() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
            app.sink.fail(after: nil)
            app.service.set { $0.behave = { $0.method == "GET" ? .says(403) : nil } }
            #expect(await app.reconcile() == 0)
            #expect(await app.gateway.reconcile(olderThan: 0, now: .max / 2, patience: 0) == 1)
            #expect(try app.lines().last == "user.update failed user closes unknown")
            #expect(try app.records().last?.reason?.contains("given up") ?? false)
            #expect(try app.gateway.pending().isEmpty)
        }
    }

    /// Attempts that cannot be closed do not keep others from it.
    @Test func othersAreClosedAllTheSame() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let (ann, ben) = (await app.user("ann"), await app.user("ben"))
            for id in [ann, ben] {
                app.sink.fail(after: 1)
                #expect(await app.patch("/Users/\(id)", "title", "Boss") == 503)
                app.sink.fail(after: nil)
            }
            app.service.set { $0.behave = { $0.target.contains(ann) ? .says(403) : nil } }
            #expect(await app.reconcile() == 1)
            #expect(try app.gateway.pending().map(\.id) == [ann])
        }
    }

    /// A service that does not tell upper from lower case in ids.
    @Test func idsInAnotherCase() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.foldsIDs = true }
            _ = await app.user("ann")
            #expect(await app.patch("/Users/R1", "title", "Boss") == 200)
            app.service.behave(.lost)
            #expect(await app.patch("/Users/R1", "title", "Chief") == 502)
            app.service.behave(nil)
            app.sink.fail(after: 1)
            #expect(await app.patch("/Users/R1", "nickName", "Annie") == 503)
            app.sink.fail(after: nil)
            #expect(await app.patch("/Users/r1", "nickName", "Ann") == 200)
            #expect(
                try app.lines().dropFirst(2) == [
                    "user.update attempted user title", "user.update success ann title closes changed",
                    "user.update attempted user title", "user.update success ann title closes changed",
                    "user.update attempted user nickName", "user.update success ann nickName closes changed",
                    "user.update attempted ann nickName", "user.update success ann nickName closes changed",
                ])
            #expect(try app.records().filter { $0.outcome == .success }.allSatisfy { $0.subject.id == "r1" })
        }
    }
}
