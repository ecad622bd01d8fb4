import Directory
import Foundation
import JSON
import Recorder
import Records
import Testing

/// Questions about the past are answered as they were answered then.
struct PastTests {
    /// What was answered for a resource, and the size of the log then.
    struct Answered {
        let path: String
        let size: UInt64
        let status: Int
        let body: [UInt8]
    }

    @Test func everyAnswerAgain() async throws {
        try await TestService.run { service in
            var answered: [Answered] = []
            var paths: [String] = []
            func look() async {
                for path in paths {
                    let answer = await service.send("GET", path)
                    answered.append(
                        Answered(
                            path: path, size: service.recorder.committedSize(), status: answer.status,
                            body: answer.response.body))
                }
            }
            let ann = await service.user("ann", #","emails":[{"value":"a@x","type":"work"},{"value":"b@x"}]"#).id
            let ben = await service.user("ben").id
            let cleo = await service.user("cleo").id
            let inner = await service.group("Inner", [cleo]).id
            let outer = await service.group("Outer", [ann, inner]).id
            paths = ["/Users/\(ann)", "/Users/\(ben)", "/Users/\(cleo)", "/Groups/\(inner)", "/Groups/\(outer)"]
            let steps: [(String, String)] = [
                ("/Users/\(ann)", #"{"op":"remove","path":"emails[value eq \"a@x\"]"}"#),
                ("/Users/\(ann)", #"{"op":"add","path":"emails","value":[{"value":"a@x","type":"work"}]}"#),
                ("/Groups/\(outer)", #"{"op":"add","path":"members","value":[{"value":"\#(ben)","display":"Ben"}]}"#),
                ("/Groups/\(inner)", #"{"op":"replace","path":"displayName","value":"Core"}"#),
                ("/Users/\(ann)", #"{"op":"replace","value":{"active":false,"title":"T"}}"#),
                ("/Groups/\(outer)", #"{"op":"remove","path":"members[value eq \"\#(ann)\"]"}"#),
                ("/Groups/\(outer)", #"{"op":"replace","path":"members","value":[{"value":"\#(ben)"}]}"#),
                ("/Users/\(ben)", #"{"op":"replace","path":"userName","value":"benjamin"}"#),
            ]
            await look()
            for (path, operation) in steps {
                #expect(await service.patch(path, operation).status < 300)
                await look()
            }
            for path in ["/Users/\(ben)", "/Groups/\(inner)", "/Users/\(cleo)"] {
                #expect(await service.send("DELETE", path).status == 204)
                await look()
            }
            #expect(answered.contains { $0.status == 404 })
            for one in answered {
                let again = await service.send("GET", one.path, query: [("at", "\(one.size - 1)")])
                #expect(again.status == one.status)
                if one.status == 200 {
                    #expect(
                        String(decoding: again.response.body, as: UTF8.self)
                            == String(decoding: one.body, as: UTF8.self))
                }
            }
        }
    }

    @Test func instants() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann")
            let made = ann.json["meta"]?["created"]?.stringValue ?? ""
            try await Task.sleep(for: .milliseconds(5))
            _ = await service.patch("/Users/\(ann.id)", #"{"op":"add","path":"title","value":"T"}"#)
            let path = "/Users/\(ann.id)"
            func at(_ text: String, _ path: String) async -> Answer {
                await service.send("GET", path, query: [("at", text)])
            }
            #expect(await at(made, path).response.body == ann.response.body)
            #expect(await at("1", path).response.header("etag") == ann.response.header("etag"))
            let zoned = made.replacingOccurrences(of: "Z", with: "+00:00")
            #expect(await at(zoned, path).json["title"] == nil)
            #expect(await at("0", path).status == 404)
            #expect(await at("1970-01-01T00:00:00Z", path).status == 404)
            for text in ["", "now", "-1", "2", "1e9", "99999999999999999999", "3026-01-01T00:00:00Z", "2026-01-01"] {
                let answer = await at(text, text == "2" ? "/Users/\(ann.id)x" : path)
                #expect(answer.status == (text == "2" ? 404 : 400), "\(text)")
            }
            #expect(await at("1000", path).scimType == "invalidValue")
            #expect(await at("1", "/Users/nobody").status == 404)
            #expect(await at("1", "/Groups/\(ann.id)").status == 404)
            #expect(await at("1", "/Users").status == 400)
            let narrow = await service.send("GET", path, query: [("at", "2"), ("attributes", "title")])
            #expect(narrow.json["title"] == "T")
            #expect(narrow.json["userName"] == nil)
        }
    }

    /// What a restart finds on the disk is answered the same.
    @Test func fromTheDisk() async throws {
        let folder = try await TestService.fresh()
        defer { TestService.remove(folder) }
        let (path, size, body) = try await TestService.open(folder) { service in
            var ids: [String] = []
            for number in 0..<40 { ids.append(await service.user("u\(number)").id) }
            let group = await service.group("G", ids).id
            let answer = await service.send("GET", "/Groups/\(group)")
            let size = service.recorder.committedSize()
            _ = await service.patch("/Groups/\(group)", #"{"op":"remove","path":"members"}"#)
            for id in ids.prefix(20) { _ = await service.send("DELETE", "/Users/\(id)") }
            try await service.recorder.waitPublished(index: service.recorder.committedSize() - 1)
            return ("/Groups/\(group)", size, answer.response.body)
        }
        try await TestService.open(folder) { service in
            #expect(await service.send("GET", path).json["members"] == nil)
            let then = await service.send("GET", path, query: [("at", "\(size - 1)")])
            #expect(then.response.body == body)
        }
    }

    /// A transaction is seen whole or not at all: an index within one stands for its end.
    @Test func insideATransaction() async throws {
        try await TestService.run { service in
            var ids: [String] = []
            for number in 0..<300 { ids.append(await service.user("u\(number)", #","active":true"#).id) }
            let group = await service.group("G", Array(ids[..<150])).id
            func at(_ index: UInt64, _ path: String) async -> [UInt8] {
                await service.send("GET", path, query: [("at", "\(index)")]).response.body
            }
            let list = ids[150...].map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let changes: [(String, String)] = [
                ("/Groups/\(group)", #"{"op":"replace","path":"members","value":[\#(list)]}"#),
                (
                    "/Users/\(ids[0])",
                    #"{"op":"replace","value":{"userName":"zoe","active":false,"title":"T","roles":[{"value":"r"}]}}"#
                ), ("/Groups/\(group)", #"{"op":"replace","value":{"displayName":"H","members":[]}}"#),
            ]
            for (path, operation) in changes {
                let (size, before) = (
                    service.recorder.committedSize(), await service.send("GET", path).response.body
                )
                #expect(await service.patch(path, operation).status < 300)
                let after = await service.send("GET", path).response.body
                #expect(after != before)
                #expect(await at(size - 1, path) == before)
                let end = service.recorder.committedSize()
                #expect(end - size > 1)
                for index in Set([size, size + 1, size + (end - size) / 2, end - 1]) {
                    #expect(await at(index, path) == after, "\(index) of \(size)..<\(end)")
                }
            }
        }
    }

    /// One request's records behind another's are two transactions.
    @Test func neighboursAreNotTakenTogether() async throws {
        try await TestService.run { service in
            let ann = await service.user("ann").id
            for title in ["a", "b", "c"] {
                _ = await service.patch("/Users/\(ann)", #"{"op":"replace","path":"title","value":"\#(title)"}"#)
            }
            for (index, title) in [(2, "a"), (3, "b"), (4, "c")] {
                let then = await service.send("GET", "/Users/\(ann)", query: [("at", "\(index)")])
                #expect(then.json["title"]?.stringValue == title)
            }
        }
    }
}
