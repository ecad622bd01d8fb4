import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct MachinesTests {
    @Test func healthAndReadiness() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            #expect(try await muster.send(.get, "/healthz", token: .some(nil)).status == 200)
            var ready = try await muster.send(.get, "/readyz", token: .some(nil))
            for _ in 0..<100 where ready.status != 200 {
                try await Task.sleep(for: .milliseconds(20))
                ready = try await muster.send(.get, "/readyz", token: .some(nil))
            }
            #expect(ready.status == 200, "\(ready.text)")
        }
    }

    @Test func metricsHaveBoundedLabelsAndNoSecrets() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            _ = try await muster.post(goodRecord("m-1"))
            for number in 0..<20 { _ = try await muster.send(.get, "/logs/none-\(number)/checkpoint") }
            let answer = try await muster.send(.get, "/metrics", token: .some(nil))
            #expect(answer.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(answer.text.contains("muster_log_committed_entries{log=\"main\"}"))
            #expect(answer.text.contains(#"muster_events_total{log="main",result="recorded"} 1"#))
            #expect(answer.text.contains(#"route="/logs/{name}/checkpoint""#))
            #expect(!answer.text.contains("none-7") && !answer.text.contains(muster.token))
            for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
                #expect(Double(line.split(separator: " ").last ?? "") != nil, "\(line)")
            }
        }
    }

    @Test func theDocumentListsEveryRoute() async throws {
        try await TestServer.with(try TemporaryFolder()) { muster in
            let answer = try await muster.send(.get, "/openapi.json", token: .some(nil))
            let paths = try #require(answer.json?["paths"]?.objectValue)
            var documented: Set<String> = []
            for (path, item) in paths.members {
                for method in item.objectValue?.names ?? [] where !["parameters", "summary"].contains(method) {
                    documented.insert("\(method.uppercased()) \(path)")
                }
            }
            let routed = Set(
                muster.server.routes.map { "\($0.method) \($0.path)".replacingOccurrences(of: "**", with: "{path}") })
            #expect(documented == routed)
        }
    }
}
