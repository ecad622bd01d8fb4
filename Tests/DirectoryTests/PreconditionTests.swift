import Directory
import JSON
import Records
import SCIM
import Testing

/// `If-Match` and `If-None-Match` (RFC 7644 section 3.14): weak comparison, lists, `*`.
struct PreconditionTests {
    @Test func readsAndWrites() async throws {
        try await TestService.run { service in
            let user = await service.user("ann")
            let path = "/Users/\(user.id)"
            let tag = try #require(user.response.header("etag"))
            let strong = String(tag.dropFirst(2))
            let reads: [([String: String], Int)] = [
                (["if-none-match": tag], 304), (["if-none-match": strong], 304), (["if-none-match": "*"], 304),
                (["if-none-match": #"W/"0", \#(tag)"#], 304), (["if-none-match": #"W/"0""#], 200),
                (["if-match": tag], 200), (["if-match": "*"], 200), (["if-match": #"W/"0""#], 412),
                (["if-none-match": #"W/"0"#], 400),
            ]
            for (headers, status) in reads {
                let answer = await service.send("GET", path, headers: headers)
                #expect(answer.status == status, "\(headers)")
                if status == 304 { #expect(answer.response.body.isEmpty && answer.response.header("etag") == tag) }
            }
            let change = #"{"op":"replace","path":"title","value":"x"}"#
            let writes: [([String: String], Int)] = [
                (["if-match": #"W/"0""#], 412), (["if-none-match": "*"], 412), (["if-none-match": tag], 412),
                (["if-none-match": #"W/"0""#, "if-match": strong], 200),
            ]
            for (headers, status) in writes {
                #expect(await service.patch(path, change, headers: headers).status == status, "\(headers)")
            }
            #expect(await service.send("DELETE", path, headers: ["if-match": tag]).status == 412)
            #expect(await service.send("DELETE", path, headers: ["if-match": "*"]).status == 204)
            let refused = try service.records().filter { $0.outcome == .refused }
            #expect(refused.filter { $0.reason == "status 412: meta.version" }.count == 4)
        }
    }

    @Test func noChangeKeepsTheVersion() async throws {
        try await TestService.run { service in
            let user = await service.user("ann", #","title":"x""#)
            let same = await service.patch("/Users/\(user.id)", #"{"op":"replace","path":"title","value":"x"}"#)
            #expect(same.status == 200)
            #expect(same.response.header("etag") == user.response.header("etag"))
        }
    }
}
