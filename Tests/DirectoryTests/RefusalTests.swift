import Directory
import JSON
import Recorder
import Records
import Synchronization
import Testing

/// Requests that come to nothing: the right answer, nothing changed, the attempt on record without what was sent.
struct RefusalTests {
    @Test func validationAndPreconditions() async throws {
        try await TestService.run { service in
            let user = await service.user("ann", #","title":"Clerk""#)
            _ = await service.user("ben")
            let path = "/Users/\(user.id)"
            let version = user.response.header("etag") ?? ""
            let schemas = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#
            let attempts: [(String, String, String, [String: String], Int, String?)] = [
                ("POST", "/Users", "{", [:], 400, "invalidSyntax"), ("POST", "/Users", "{}", [:], 400, "invalidSyntax"),
                ("POST", "/Users", "{\(schemas)}", [:], 400, "invalidValue"),
                ("POST", "/Users", #"{\#(schemas),"userName":"ANN"}"#, [:], 409, "uniqueness"),
                ("PUT", path, #"{\#(schemas),"userName":"Ben"}"#, [:], 409, "uniqueness"),
                ("PUT", path, #"{\#(schemas),"userName":"x"}"#, ["if-match": #"W/"0""#], 412, nil),
                ("PUT", path, #"{\#(schemas),"userName":"x"}"#, ["if-match": #"W/"0"#], 400, "invalidVers"),
                ("PUT", "/Users/none", #"{\#(schemas),"userName":"x"}"#, [:], 404, nil),
                ("PATCH", path, "{}", [:], 400, "invalidSyntax"),
                ("DELETE", path, "", ["if-match": #"W/"0""#], 412, nil),
                ("DELETE", "/Groups/\(user.id)", "", [:], 404, nil),
            ]
            for (method, path, body, headers, status, type) in attempts {
                let answer = await service.send(method, path, body, headers: headers)
                #expect(answer.status == status, "\(method) \(path) \(body)")
                #expect(answer.scimType == type)
                #expect(answer.json["status"]?.stringValue == "\(status)")
            }
            for operation in [
                #"{"op":"replace","path":"id","value":"x"}"#, #"{"op":"remove","path":"userName"}"#,
                #"{"op":"replace","path":"userName","value":"BEN"}"#,
                #"{"op":"replace","path":"nonsense","value":"x"}"#,
                #"{"op":"replace","path":"title","value":"Changed"},{"op":"remove"}"#,
            ] { #expect([400, 409].contains(await service.patch(path, operation).status)) }
            let after = await service.send("GET", path)
            #expect(after.response.header("etag") == version)
            #expect(after.json["title"] == "Clerk")
            let refused = try service.records().filter { $0.outcome == .refused }
            #expect(refused.count == attempts.count + 5)
            #expect(
                refused.contains {
                    $0.action == .userUpdate && $0.subject.id == user.id && $0.reason == "uniqueness: userName"
                })
            #expect(refused.allSatisfy { $0.changes.isEmpty && $0.extra == nil && $0.recordedBy == "okta" })
            #expect(!refused.contains { $0.json.text.contains("Ben") || $0.json.text.contains("Changed") })
            #expect(await service.send("DELETE", path, headers: ["if-match": version]).status == 204)
        }
    }

    @Test func nothingHappensWhenTheLogDoesNotTakeIt() async throws {
        try await TestService.run { service in
            let user = await service.user("ann", #","active":true"#)
            let size = service.recorder.committedSize()
            for failure in [.full("disk"), .stopped("stopped"), .busy(retryAfter: 3)] as [RecorderError] {
                service.log.failure.withLock { $0 = failure }
                let answer = await service.patch(
                    "/Users/\(user.id)", #"{"op":"replace","path":"active","value":false}"#)
                #expect(answer.status == 503)
                #expect(answer.response.header("retry-after") != nil)
                #expect(answer.json["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"])
                #expect(await service.user("new").status == 503)
            }
            #expect(await service.send("GET", "/Users/\(user.id)").json["active"] == true)
            #expect(await service.send("GET", "/Users").names == ["ann"])
            #expect(service.recorder.committedSize() == size)
            service.log.failure.withLock { $0 = .tooLarge("a transaction") }
            #expect(await service.user("new").status == 413)
            service.log.failure.withLock { $0 = nil }
            #expect(await service.user("new").status == 201)
        }
    }

    @Test func endpointsAndMethods() async throws {
        try await TestService.run { service in
            for path in ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas"] {
                #expect(await service.send("GET", path).status == 200)
                for method in ["POST", "PUT", "PATCH", "DELETE"] {
                    let answer = await service.send(method, path)
                    #expect(answer.status == 405)
                    #expect(answer.response.header("allow") == "GET, HEAD")
                    #expect(answer.json["status"] == "405")
                }
            }
            #expect(
                await service.send("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User").json["name"] == "User")
            #expect(await service.send("GET", "/ResourceTypes/Group").json["endpoint"] == "/Groups")
            #expect(await service.send("GET", "/Schemas", query: [("filter", "id pr")]).status == 403)
            #expect(await service.send("GET", "/Me").status == 501)
            for path in ["/Schemas/x", "/ResourceTypes/x", "/nonsense", "/Users/a/b", "/Users/none"] {
                let answer = await service.send("GET", path)
                #expect(answer.status == 404)
                #expect(answer.response.header("content-type") == "application/scim+json")
            }
            // Only what would have changed something is an attempt on record.
            let actions = try service.records().map(\.action.rawValue)
            #expect(actions == Array(repeating: "request.refuse", count: 12))
        }
    }

    /// Every attempt to change something is on record, and names whom it was about as far as it said.
    @Test func attemptsThatFindNothing() async throws {
        let cases: [(method: String, path: String, status: Int, action: String, subject: String?)] = [
            ("DELETE", "/Users", 405, "user.delete", nil), ("PUT", "/Users", 405, "user.update", nil),
            ("PATCH", "/Groups", 405, "group.update", nil), ("DELETE", "/Groups", 405, "group.delete", nil),
            ("POST", "/Me", 501, "request.refuse", nil), ("DELETE", "/Me", 501, "request.refuse", nil),
            ("POST", "/nonsense", 404, "request.refuse", nil), ("PUT", "/Users/a/b", 404, "request.refuse", nil),
            ("POST", "/Users/x", 405, "user.create", "x"), ("DELETE", "/Bulk", 405, "request.refuse", nil),
            ("PATCH", "/", 405, "request.refuse", nil), ("DELETE", "/Users/.search", 405, "request.refuse", nil),
            ("DELETE", "/Users/gone", 404, "user.delete", "gone"), ("PUT", "/Users/gone", 404, "user.update", "gone"),
            ("PATCH", "/Groups/gone", 404, "group.update", "gone"),
            ("DELETE", "/Users/\u{7}", 404, "user.delete", nil),
            ("DELETE", "/Users/\(String(repeating: "x", count: 2_000))", 404, "user.delete", nil),
        ]
        try await TestService.run { service in
            for test in cases {
                let before = try service.records().count
                let body =
                    test.method == "PATCH"
                    ? #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"displayName","value":"x"}]}"#
                    : #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"x"}"#
                #expect(await service.send(test.method, test.path, body).status == test.status, "\(test)")
                let records = try service.records().dropFirst(before)
                #expect(records.count == 1, "\(test)")
                #expect(records.last?.action.rawValue == test.action && records.last?.outcome == .refused, "\(test)")
                if let subject = test.subject {
                    #expect(records.last?.subject.id == subject && records.last?.subject.namespace == "scim")
                } else {
                    #expect(records.last?.subject.type == "request", "\(test)")
                }
            }
            // An attempt on somebody who is gone stands in the history that the id has.
            let ann = await service.user("ann").id
            _ = await service.send("DELETE", "/Users/\(ann)")
            #expect(await service.send("DELETE", "/Users/\(ann)").status == 404)
            let outcomes = try service.records().filter { $0.subject.id == ann }.map(\.outcome)
            #expect(outcomes == [.success, .success, .refused])
            // A question that finds nothing is none.
            let count = try service.records().count
            for path in ["/nonsense", "/Users/none", "/Me"] { _ = await service.send("GET", path) }
            #expect(try service.records().count == count)
        }
    }
}
