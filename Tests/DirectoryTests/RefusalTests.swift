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
                    #expect(answer.response.header("allow") == "GET")
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
            #expect(await service.send("PUT", "/Users").status == 405)
            let isEmpty = try service.records().isEmpty
            #expect(isEmpty)
        }
    }
}
