import Gateway
import JSON
import Recorder
import Records
import Testing

/// Answers are not taken for states, and what cannot be seen is said to be unknown.
@Suite struct DoubtTests {
    @Test(arguments: [401, 403, 404, 405, 409, 412, 413, 415, 429, 500, 501])
    func refusedAndDoneAllTheSame(_ status: Int) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.behave(.does(status))
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == status)
            #expect(try app.lines().last == "user.update success ann title closes changed")
            #expect(try app.records().last?.reason?.contains("answered \(status)") ?? false)
            #expect(await app.send("POST", "/Users", ["userName": "ben"]).status == status)
            #expect(try app.lines().last == "user.create success ben userName closes changed")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// Whether a creation that failed made somebody is unknown where nobody can be asked for by name.
    @Test func failedAndCannotBeAsked() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.says(500))
            #expect(await app.send("POST", "/Users", ["title": "Boss"]).status == 500)
            #expect(try app.lines().last == "user.create failed request closes unknown")
            #expect(await app.send("POST", "/Users", ["userName": "ben"]).status == 500)
            // Who could be asked for was asked for, twice, and may still come.
            #expect(try app.lines().last == "user.create failed request closes unknown")
            #expect(try app.records().suffix(3).first?.extra?["gateway"]?["mayCome"] == nil)
            #expect(try app.records().last?.extra?["gateway"]?["mayCome"] == true)
        }
    }

    /// The state after could not be seen: the next difference may come of that write.
    @Test func ownWritesAreNoDrift() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let isWritten = Once()
            app.service.set { state in
                state.behave = { request in
                    if request.method == "PATCH" { _ = isWritten.take() }
                    return request.method == "GET" && isWritten.peek ? .says(500) : nil
                }
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(try app.lines().last == "user.update success ann closes unknown")
            app.service.behave(nil)
            #expect(await app.patch("/Users/\(id)", "nickName", "Annie") == 200)
            #expect(
                try app.lines().suffix(3) == [
                    "user.update attempted ann nickName", "user.update observed ann title",
                    "user.update success ann nickName closes changed",
                ])
            app.service.put("Users", id) { $0["title"] = "Chief" }
            #expect(await app.patch("/Users/\(id)", "nickName", "Ann") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann title drift")
        }
    }

    /// The state before could not be seen: what differs is observed, and what comes later is drift again.
    @Test func unseenBefore() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let isFirst = Once()
            app.service.set { $0.behave = { $0.method == "GET" && isFirst.take() ? .says(500) : nil } }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann title", "user.update success ann closes unknown",
                ])
            app.service.put("Users", id) { $0["title"] = "Chief" }
            #expect(await app.patch("/Users/\(id)", "nickName", "Ann") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann title drift")
        }
    }

    /// A write of another form may have changed anybody.
    @Test func othersMayHaveBeenMe() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let (ann, ben) = (await app.user("ann"), await app.user("ben"))
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    if request.target == "/Me" { service.put("Users", ann) { $0["title"] = "Boss" } }
                }
                state.behave = { $0.target == "/Me" ? .says(200) : nil }
            }
            #expect(await app.patch("/Me", "title", "Boss") == 200)
            for (id, word) in [(ann, ""), (ben, "")] {
                if id == ben { app.service.put("Users", ben) { $0["title"] = "Clerk" } }
                #expect(await app.patch("/Users/\(id)", "nickName", "x") == 200)
                let name = id == ann ? "ann" : "ben"
                #expect(try app.lines().suffix(2).first == "user.update observed \(name) title\(word)")
            }
            app.service.put("Users", ann) { $0["title"] = "Chief" }
            #expect(await app.patch("/Users/\(ann)", "nickName", "y") == 200)
            #expect(try app.lines().suffix(2).first == "user.update observed ann title drift")
        }
    }

    /// A creation that is answered with somebody who was there: what others did to them is drift, not this write's work.
    @Test func answeredWithSomebodyWhoWasThere() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.put("Users", id) { $0["title"] = "Outsider" }
            app.service.behave(.names(200, id))
            let size = app.recorder.committedSize()
            #expect(await app.send("POST", "/Users", ["userName": "ann"]).status == 200)
            #expect(
                try app.lines(from: size) == [
                    "user.create attempted request userName", "user.update observed ann title drift",
                    "user.create success ann closes nothing",
                ])
            // Somebody of another name, who is known, and somebody who is not.
            app.service.put("Users", id) { $0["title"] = "Boss" }
            #expect(await app.send("POST", "/Users", ["userName": "other"]).status == 200)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed ann title", "user.create success ann closes unknown",
                ])
            app.service.put("Users", "old") { $0["userName"] = "old" }
            app.service.behave(.names(200, "old"))
            #expect(await app.send("POST", "/Users", ["userName": "third"]).status == 200)
            #expect(
                try app.lines().suffix(2) == [
                    "user.update observed old userName first", "user.create success old closes unknown",
                ])
        }
    }

    /// The members of a group that was there count from how they were.
    @Test func answeredWithAGroupThatWasThere() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let made = await app.send("POST", "/Groups", ["displayName": "G", "members": [["value": "a"]]])
            let id = made.json?["id"]?.stringValue ?? ""
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    guard request.method == "POST" else { return }
                    service.put("Groups", id) { $0["members"] = [["value": "a"], ["value": "b"]] }
                }
                state.behave = { $0.method == "POST" ? .names(200, id) : nil }
            }
            _ = await app.send(
                "POST", "/Groups", ["displayName": "G", "members": [["value": "a"], ["value": "b"]]])
            #expect(try app.lines().last == "group.member.add success user members[value eq \"b\"] closes changed")
        }
    }

    @Test func bulkAsksLikeOthers() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            app.service.put("Users", id) { $0["title"] = "Outsider" }
            let body: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": [["method": "POST", "path": "/Users", "bulkId": "q", "data": ["userName": "ben"]]],
            ]
            app.sink.fail(after: 1)
            #expect(await app.send("POST", "/Bulk", body).status == 503)
            app.sink.fail(after: nil)
            #expect(await app.reconcile() == 1)
            #expect(try app.lines().last == "user.create success ben userName closes changed")
            app.service.behave(.does(500))
            let other: JSONValue = [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": [["method": "POST", "path": "/Users", "bulkId": "q", "data": ["userName": "carl"]]],
            ]
            #expect(await app.send("POST", "/Bulk", other).status == 500)
            #expect(try app.lines().last == "user.create success carl userName closes changed")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    // What no record can show.

    @Test func valuesThatAreTooLarge() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            for (size, letter, line) in [
                (70_000, "p", "user.update success ann photo closes changed"),
                (200_000, "q", "user.update success ann photo closes changed"),
                (200_000, "r", "user.update success ann closes unknown"),
            ] {
                let value = String(repeating: letter, count: size)
                #expect(await app.patch("/Users/\(id)", "photo", .string(value)) == 200)
                #expect(try app.lines().last == line)
                #expect(try app.records().last?.extra?["gateway"]?["differing"] == nil)
                // Beyond 128 KiB the size stands for the value.
                let kept = letter == "p" ? value : "(\(size + 2) bytes)"
                if letter != "r" { #expect(try app.records().last?.changes.first?.after == .string(kept)) }
            }
            #expect(try app.records().last?.changes.isEmpty ?? false)
            #expect(try app.records().last?.reason == "what became of these cannot be seen: photo")
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    @Test func secretsThatAreShown() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("apiToken", "one")])
            #expect(await app.patch("/Users/\(id)", "apiToken", "two") == 200)
            #expect(try app.lines().last == "user.update success ann closes unknown")
            app.service.behave(.pretends)
            #expect(await app.patch("/Users/\(id)", "clientSecret", "three") == 200)
            #expect(try app.lines().last == "user.update success ann closes unknown")
            #expect(try app.records().last?.extra?["gateway"]?["differing"] == nil)
        }
    }

    @Test(arguments: [false, true]) func deletedAndStillThere(_ isDisabled: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann", [("active", true)])
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    if request.method == "DELETE", isDisabled { service.put("Users", id) { $0["active"] = false } }
                }
                state.behave = { $0.method == "DELETE" ? .says(204) : nil }
            }
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            #expect(
                try app.lines().last
                    == (isDisabled
                        ? "user.disable success ann active closes changed" : "user.delete success ann closes nothing"))
            #expect(try app.records().last?.reason?.contains("the resource is still there") ?? false)
            #expect(try app.records().last?.extra?["gateway"]?["differing"]?.arrayValue?.count == 1)
        }
    }
}
