import Gateway
import JSON
import Recorder
import Records
import Testing

/// What is put on record of writes: what was seen, not what was asked for.
@Suite struct WriteTests {
    @Test func aLife() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("bjensen", [("title", "Clerk"), ("password", "hunter22")])
            #expect(await app.patch("/Users/\(id)", "title", "Auditor") == 200)
            #expect(await app.patch("/Users/\(id)", "active", false) == 200)
            #expect(await app.patch("/Users/\(id)", "active", false) == 200)
            #expect(await app.send("DELETE", "/Users/\(id)").status == 204)
            #expect(await app.send("DELETE", "/Users/\(id)").status == 404)
            #expect(
                try app.lines() == [
                    "user.create attempted request userName title password",
                    "user.create success bjensen userName title closes changed",
                    "user.update attempted bjensen title", "user.update success bjensen title closes changed",
                    "user.update attempted bjensen active", "user.disable success bjensen active closes changed",
                    "user.update attempted bjensen active", "user.update success bjensen closes nothing",
                    "user.delete attempted bjensen", "user.delete success bjensen userName title active closes changed",
                    "user.delete attempted user", "user.delete refused user closes nothing",
                ])
            let change = try app.records()[3].changes[0]
            #expect(change.before == "Clerk" && change.after == "Auditor")
            #expect(try app.outcomes().values.allSatisfy { $0 == 1 })
        }
    }

    /// An attempt to make somebody holds no value of theirs: there is no key yet that could be destroyed.
    @Test func attemptsToCreateHoldNoValues() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            _ = await app.user("bjensen", [("title", "Clerk")])
            let attempt = try app.records()[0]
            #expect(attempt.changes.allSatisfy { $0.before == nil && $0.after == nil })
            #expect(!"\(attempt)".contains("bjensen"))
        }
    }

    @Test func doesNothingAndSaysSo() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("bjensen")
            app.service.behave(.pretends)
            #expect(await app.patch("/Users/\(id)", "title", "Auditor") == 200)
            let last = try #require(try app.records().last)
            #expect(last.changes.isEmpty)
            #expect(last.reason == "the upstream answered 200 and did nothing: title")
            let differing = last.extra?["gateway"]?["differing"]?.arrayValue?.first
            #expect(differing?["requested"] == "Auditor" && differing?["observed"] == nil as JSONValue)
        }
    }

    @Test func doesSomethingElse() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.behave(.puts("title", "Boss"))
            _ = await app.user("bjensen", [("title", "Clerk")])
            let last = try #require(try app.records().last)
            #expect(last.changes.first { $0.path == "title" }?.after == "Boss")
            #expect(last.reason == "the upstream answered 201 and did something else: title")
        }
    }

    @Test func driftIsFound() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("bjensen", [("title", "Clerk")])
            app.service.put("Users", id) { $0["active"] = false }
            let size = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "title", "Auditor") == 200)
            #expect(
                try app.lines(from: size) == [
                    "user.update attempted bjensen title", "user.disable observed bjensen active drift",
                    "user.update success bjensen title closes changed",
                ])
            let drift = try app.records(from: size)[1]
            #expect(drift.actor?.id == "outside" && drift.recordedBy == "muster")
            app.service.remove("Users", id)
            let later = app.recorder.committedSize()
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 404)
            #expect(
                try app.lines(from: later)[1].hasPrefix("user.delete observed bjensen"))
            #expect(app.gateway.counts.values.drifts == 2)
        }
    }

    @Test func whatWasThereBeforeIsSeenFirst() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Users", "old") {
                $0["userName"] = "old"; $0["title"] = "Clerk"
            }
            #expect(await app.patch("/Users/old", "title", "Auditor") == 200)
            #expect(
                try app.lines() == [
                    "user.update attempted user title", "user.update observed old userName title first",
                    "user.update success old title closes changed",
                ])
        }
    }

    @Test func groups() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let (ann, ben) = (await app.user("ann"), await app.user("ben"))
            let size = app.recorder.committedSize()
            let made = await app.send(
                "POST", "/Groups", ["displayName": "Auditors", "members": [["value": .string(ann)]]])
            let group = try #require(made.json?["id"]?.stringValue)
            let add: JSONValue = [
                "Operations": [["op": "add", "path": "members", "value": [["value": .string(ben)]]]]
            ]
            #expect(await app.send("PATCH", "/Groups/\(group)", add).status == 200)
            let remove: JSONValue = [
                "Operations": [["op": "remove", "path": .string("members[value eq \"\(ann)\"]")]]
            ]
            #expect(await app.send("PATCH", "/Groups/\(group)", remove).status == 200)
            #expect(await app.send("DELETE", "/Users/\(ben)").status == 204)
            #expect(
                try app.lines(from: size) == [
                    "group.create attempted request displayName members",
                    "group.create success Auditors displayName changed",
                    "group.member.add success ann members[value eq \"\(ann)\"] closes changed",
                    "group.update attempted Auditors members[value eq \"\(ben)\"]",
                    "group.member.add success ben members[value eq \"\(ben)\"] closes changed",
                    "group.update attempted Auditors members[value eq \"\(ann)\"]",
                    "group.member.remove success ann members[value eq \"\(ann)\"] closes changed",
                    "user.delete attempted ben", "user.delete success ben userName closes changed",
                ])
        }
    }

    /// Single members of a big group are asked for, not all of them.
    @Test func bigGroups() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Groups", "g") { group in
                group["displayName"] = "All"
                group["members"] = .array((0..<300).map { ["value": .string("u\($0)")] })
            }
            let add: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "new"]]]]]
            #expect(await app.send("PATCH", "/Groups/g", add).status == 200)
            let first = app.recorder.committedSize()
            #expect(first > 300)
            let reads = app.service.reads.count
            let again: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "more"]]]]]
            #expect(await app.send("PATCH", "/Groups/g", again).status == 200)
            #expect(
                try app.lines(from: first) == [
                    "group.update attempted All members[value eq \"more\"]",
                    "group.member.add success user members[value eq \"more\"] closes changed",
                ])
            let asked = app.service.reads.dropFirst(reads).map(\.target)
            #expect(asked.allSatisfy { $0.contains("excludedAttributes=members") || $0.contains("members.value") })
        }
    }

    /// The same attribute under its URN (RFC 7644 section 3.10).
    @Test func pathsWithTheirURN() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let ann = await app.user("ann")
            let made = await app.send("POST", "/Groups", ["displayName": "A", "members": [["value": "x"]]])
            let group = made.json?["id"]?.stringValue ?? ""
            app.service.set { state in
                state.resources["Groups"]?[group]?["members"] = [["value": "x"], ["value": .string(ann)]]
            }
            let size = app.recorder.committedSize()
            let path = "urn:ietf:params:scim:schemas:core:2.0:Group:members"
            _ = await app.send(
                "PATCH", "/Groups/\(group)",
                ["Operations": [["op": "add", "path": .string(path), "value": [["value": "x"]]]]])
            #expect(try app.lines(from: size)[1] == "group.member.add observed ann members[value eq \"\(ann)\"] drift")
        }
    }

    @Test func membersThatAreNotShown() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set {
                $0.showsMembers = false; $0.filtersMembers = false
            }
            let made = await app.send("POST", "/Groups", ["displayName": "Auditors"])
            let group = try #require(made.json?["id"]?.stringValue)
            let add: JSONValue = ["Operations": [["op": "add", "path": "members", "value": [["value": "new"]]]]]
            #expect(await app.send("PATCH", "/Groups/\(group)", add).status == 200)
            let last = try #require(try app.records().last)
            #expect(last.extra?["gateway"]?["observed"] == "unknown")
            #expect(last.reason?.contains("what became of the members is unknown") ?? false)
        }
    }

    @Test func bulk() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let size = app.recorder.committedSize()
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": [
                        ["method": "POST", "path": "/Users", "bulkId": "a", "data": ["userName": "ben"]],
                        [
                            "method": "PATCH", "path": .string("/Users/\(id)"),
                            "data": ["Operations": [["op": "replace", "path": "title", "value": "Boss"]]],
                        ],
                        ["method": "DELETE", "path": "/Users/nobody"],
                    ],
                ])
            #expect(answer.status == 200)
            #expect(
                try app.lines(from: size) == [
                    "user.create attempted request userName", "user.update attempted ann title",
                    "user.delete attempted user", "user.create success ben userName closes changed",
                    "user.update success ann title closes changed", "user.delete refused user closes nothing",
                ])
            #expect(
                try app.records(from: size).compactMap { $0.extra?["gateway"]?["operation"]?.intValue } == [
                    0, 1, 2, 0, 1, 2,
                ])
            #expect(answer.text.contains("\(TestGateway.base)/Users/"))
        }
    }

    /// A service that finds nobody by two terms is not asked so: single members are read with their group.
    @Test func compoundFiltersThatFindNobody() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.emptiesCompound = true }
            app.service.put("Groups", "g") { group in
                group["displayName"] = "All"
                group["members"] = .array((0..<300).map { ["value": .string("u\($0)")] })
            }
            for name in ["new", "more"] {
                let add: JSONValue = [
                    "Operations": [["op": "add", "path": "members", "value": [["value": .string(name)]]]]
                ]
                #expect(await app.send("PATCH", "/Groups/g", add).status == 200)
                #expect(
                    try app.lines().last
                        == "group.member.add success user members[value eq \"\(name)\"] closes changed")
            }
            #expect(app.gateway.counts.values.drifts == 0)
        }
    }

    /// A bulk request on a big group asks for the members that it names, and reads no other.
    @Test func bulkOnBigGroups() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.put("Groups", "g") { group in
                group["displayName"] = "All"
                group["members"] = .array((0..<300).map { ["value": .string("u\($0)")] })
            }
            func add(_ name: String) -> JSONValue {
                ["Operations": [["op": "add", "path": "members", "value": [["value": .string(name)]]]]]
            }
            #expect(await app.send("PATCH", "/Groups/g", add("first")).status == 200)
            let reads = app.service.reads.count
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": .array(
                        ["a", "b"].map { ["method": "PATCH", "path": "/Groups/g", "data": add($0)] }),
                ])
            #expect(answer.status == 200)
            #expect(
                try app.lines().suffix(2).allSatisfy { $0.hasPrefix("group.member.add success") })
            let asked = app.service.reads.dropFirst(reads).map(\.target)
            #expect(asked.allSatisfy { $0.contains("excludedAttributes=members") || $0.contains("members.value") })
        }
    }

    @Test func bulkRefused() async throws {
        try await TestGateway.run {
            $0.bulk = .refuse
        } _: { (app: TestGateway) async throws in
            #expect(await app.send("POST", "/Bulk", ["Operations": []]).status == 501)
            let config = await app.send("GET", "/ServiceProviderConfig")
            #expect(config.json?["bulk"]?["supported"] == false)
        }
    }

    @Test func entityTagsGuardTheStateThatWasSeen() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.hasEntityTags = true }
            let id = await app.user("ann")
            // Somebody else writes between the look and the write, once.
            let isFirst = Once()
            app.service.set { state in
                state.arrive = { [service = app.service] request in
                    guard request.method == "PATCH", isFirst.take() else { return }
                    service.put("Users", id) {
                        $0["version"] = 7; $0["nickName"] = "Annie"
                    }
                }
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(
                try app.lines().suffix(3) == [
                    "user.update attempted ann title", "user.update observed ann nickName drift",
                    "user.update success ann title closes changed",
                ])
        }
    }

    /// A service that compares the tag with another one than it shows: the write is passed on without a condition, once
    /// the state has been seen to be the same.
    @Test func tagsThatNeverMatch() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.hasEntityTags = true }
            let id = await app.user("ann")
            app.service.set { state in
                state.behave = { request in request.headers.contains { $0.name == "If-Match" } ? .says(412) : nil }
            }
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            #expect(try app.lines().last == "user.update success ann title closes changed")
            #expect(
                app.service.writes.suffix(2).map { $0.headers.contains { $0.name == "If-Match" } } == [true, false])
        }
    }

    /// A service that tells the version in `meta` only: with quotes it is a tag (RFC 7643 section 3.1), without it is none.
    @Test(arguments: [true, false]) func versionsWithoutQuotesAreNoTags(_ isTag: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { state in
                state.hasEntityTags = true
                state.version = { isTag ? "W/\"\($0)\"" : "\($0)" }
            }
            let id = await app.user("ann")
            #expect(await app.patch("/Users/\(id)", "title", "Boss") == 200)
            let sent = app.service.writes.last?.headers.first { $0.name == "If-Match" }?.value
            #expect(sent == (isTag ? "W/\"0\"" : nil))
        }
    }

    /// Long lists are compared by what they hold, in whatever order, and not by their length.
    @Test(arguments: [false, true]) func longLists(_ isAnother: Bool) async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let id = await app.user("ann")
            let wanted = (0..<300).map { JSONValue.string("t\($0)") }
            var stored = Array(wanted.reversed())
            if isAnother { stored[7] = "another" }
            app.service.behave(.puts("tags", .array(stored)))
            let body: JSONValue = ["userName": "ann", "tags": .array(wanted)]
            #expect(await app.send("PUT", "/Users/\(id)", body).status == 200)
            let differing = try app.records().last?.extra?["gateway"]?["differing"]?.arrayValue ?? []
            #expect(differing.compactMap { $0["path"]?.stringValue } == (isAnother ? ["tags"] : []))
        }
    }

    /// No answer to a bulk request, and no state to be read: its operations stay open until that can be.
    @Test func bulkWithoutAnAnswerStaysOpen() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            let ids = [await app.user("ann"), await app.user("ben")]
            let size = app.recorder.committedSize()
            app.service.set { state in
                state.behave = { [service = app.service] request in
                    let isSent = service.requests.contains { $0.target == "/Bulk" }
                    return request.target == "/Bulk" ? .lost : isSent ? .unreachable : nil
                }
            }
            let operations = ids.map { id -> JSONValue in
                [
                    "method": "PATCH", "path": .string("/Users/\(id)"),
                    "data": ["Operations": [["op": "replace", "path": "title", "value": "Boss"]]],
                ]
            }
            let answer = await app.send(
                "POST", "/Bulk",
                [
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                    "Operations": .array(operations),
                ])
            #expect(answer.status == 504)
            #expect(try app.gateway.pending().count == 2)
            #expect(await app.reconcile() == 0)
            app.service.set { $0.behave = nil }
            #expect(await app.reconcile() == 2)
            #expect(
                try app.lines(from: size) == [
                    "user.update attempted ann title", "user.update attempted ben title",
                    "user.update success ann title closes changed",
                    "user.update success ben title closes changed",
                ])
        }
    }

    /// The tag of a group without its members is not that of the group.
    @Test func tagsOfPartsAreNotUsed() async throws {
        try await TestGateway.run { (app: TestGateway) async throws in
            app.service.set { $0.hasEntityTags = true }
            app.service.put("Groups", "g") { $0["displayName"] = "All" }
            #expect(await app.patch("/Groups/g", "displayName", "Some") == 200)
            #expect(app.service.writes.last?.headers.contains { $0.name == "If-Match" } == false)
        }
    }
}
