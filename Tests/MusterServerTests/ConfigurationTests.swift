import Foundation
import HTTPTypes
import JSON
import Ledger
import MusterServer
import Recorder
import Records
import Testing

@Suite struct ConfigurationTests {
    @Test func flagsWinOverEnvironmentOverFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            listen: 127.0.0.1:1
            data: /from/file
            limits:
              body: 2MiB
              batch: 5
            tls: {}
            public-entries: [main, hr]
            publication-interval: 250ms
            """, to: "muster.yaml")
        let configuration = try Configuration.load(
            flags: ["listen": "127.0.0.1:3"],
            environment: ["MUSTER_LISTEN": "127.0.0.1:2", "MUSTER_DATA": "/from/environment", "HOME": "/"], file: file)
        #expect(configuration.listen.port == 3 && configuration.data == "/from/environment")
        #expect(configuration.limits.body == 2 << 20 && configuration.limits.batch == 5)
        #expect(configuration.publicEntries == ["main", "hr"])
        #expect(configuration.publicationInterval == .milliseconds(250))
        #expect(try Configuration.load(flags: [:], environment: ["MUSTER_CONFIG": file]).limits.batch == 5)
    }

    @Test(arguments: [
        ("lisen: 127.0.0.1:1", "line 1", "did you mean listen?"),
        ("data: x\nlimits:\n  boddy: 1", "line 3", "did you mean limits.body?"),
        ("limits: 7", "line 1", "must be a mapping"), ("limits:\n  body: lots", "line 2", "a number of bytes"),
        ("listen: [1, 2]", "line 1", "HOST:PORT"), ("listen: localhost", "line 1", "HOST:PORT"),
        ("insecure-listen: maybe", "line 1", "true or false"), ("- a", "muster.yaml", "must be a mapping"),
        ("a: [", "muster.yaml", "not YAML"), ("data: x\ndata: y", "muster.yaml", "stands twice"),
        ("tls:\n  certificate: c.pem", "tls.key", "needs both"),
        ("listen: 0.0.0.0:80", "listen", "without TLS"), ("log-level: loud", "line 1", "one of"),
    ]) func refusesByName(_ yaml: String, _ place: String, _ words: String) throws {
        let folder = try TemporaryFolder()
        let kept = try folder.write(yaml, to: "muster.yaml")
        let error = #expect(throws: ConfigurationError.self) { try Configuration.load(flags: [:], file: kept) }
        #expect(
            error?.description.contains(place) == true && error?.description.contains(words) == true, "\(error as Any)")
    }

    @Test func refusesSlipsInVariablesAndFlags() {
        #expect(throws: ConfigurationError.self) { try Configuration.load(flags: ["listn": "x"]) }
        #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: [:], environment: ["MUSTER_LISTN": "x"])
        }
        let bogus = #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: [:], environment: ["MUSTER_BOGUS": "1"])
        }
        #expect(bogus?.description.contains("MUSTER_BOGUS") == true)
        #expect(throws: Never.self) {
            try Configuration.load(
                flags: [:],
                environment: [
                    "MUSTER_SERVER": "x", "MUSTER_SERVICE_HOST": "10.0.0.1", "MUSTER_PORT_8085_TCP_ADDR": "10.0.0.1",
                    "MUSTER_TOKEN": "x", "MUSTER_SEED": "1",
                ])
        }
        #expect(throws: ConfigurationError.self) {
            try Configuration.load(flags: [:], file: "/nonexistent/muster.yaml")
        }
    }

    @Test(arguments: [
        ("127.0.0.1:8085", true), ("localhost:0", true), ("[::1]:80", true), ("127.9.9.9:1", true),
        ("0.0.0.0:1", false), ("[::]:1", false), ("10.0.0.1:1", false), ("127.example.org:1", false),
    ]) func knowsLoopback(_ text: String, _ isLoopback: Bool) {
        #expect(ListenAddress(text)?.isLoopback == isLoopback)
    }

    @Test(arguments: ["", ":80", "host", "host:", "host:65536", "host:-1", "::1:80", "[host]:80", "ho st:1", "host:+1"])
    func refusesAddresses(_ text: String) { #expect(ListenAddress(text) == nil) }

    @Test func everySettingShowsWhatItReads() throws {
        for setting in Setting.all {
            #expect(setting.environment.allSatisfy { $0.isUppercase || $0 == "_" } && setting.flag.hasPrefix("--"))
        }
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    }
}
