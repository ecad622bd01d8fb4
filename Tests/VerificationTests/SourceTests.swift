import Foundation
import Testing
import TransparencyLog
import Verification

@Suite struct SourceTests {
    @Test func aFolderIsVerified() async throws {
        let folder = try TemporaryFolder()
        try folder.write(try SampleLog(count: 300).files(), below: "data/logs/main")
        for path in ["\(folder.path)/data/logs/main", "\(folder.path)/data"] {
            let report = await LogVerifier(source: try LogSources.open(path)).verify()
            #expect(report.outcome == .verified, "\(report.text)")
            #expect(report.warnings.isEmpty)
        }
    }

    @Test func aChangedByteOnDiskIsNamed() async throws {
        let folder = try TemporaryFolder()
        var files = try SampleLog(count: 300).files()
        files["sealed/001.p/44"]?[500] ^= 2
        try folder.write(files)
        let report = await LogVerifier(source: DirectorySource(path: folder.path)).verify()
        #expect(report.faults.first?.file == "sealed/001.p/44")
    }

    @Test func severalLogsMustBeNamed() throws {
        let folder = try TemporaryFolder()
        try folder.write(["one/checkpoint": [1], "two/checkpoint": [1]], below: "logs")
        #expect(throws: SourceError(.usage, "")) { try LogSources.open(folder.path) }
        try FileManager.default.removeItem(atPath: folder.path + "/logs")
        try FileManager.default.createDirectory(atPath: folder.path + "/logs", withIntermediateDirectories: true)
        #expect(throws: SourceError(.missing, "")) { try LogSources.open(folder.path) }
        #expect(throws: SourceError(.missing, "")) { try LogSources.open(folder.path + "/nowhere") }
        #expect(throws: SourceError(.usage, "")) { try LogSources.open("http://") }
    }

    @Test func foldersAndPipesAreNotFiles() async throws {
        let folder = try TemporaryFolder()
        var files = try SampleLog(count: 3).files()
        files["tile/0/000.p/3"] = nil
        try folder.write(files)
        try FileManager.default.createDirectory(
            atPath: folder.path + "/tile/0/000.p/3", withIntermediateDirectories: true)
        let report = await LogVerifier(source: DirectorySource(path: folder.path)).verify()
        #expect(report.faults.first?.file == "tile/0/000.p/3")
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(throws: SourceError(.missing, "")) { try DirectorySource.file(folder.path + "/pipe", limit: 10) }
        #expect(throws: SourceError(.tooLarge, "")) { try DirectorySource.file(folder.path + "/checkpoint", limit: 10) }
    }

    @Test func aServerIsVerified() async throws {
        let log = try SampleLog(count: 300)
        let server = try TinyServer(try log.files().reduce(into: [:]) { $0["logs/main/" + $1.key] = $1.value })
        defer { server.stop() }
        for ending in ["", "/", "/checkpoint"] {
            let source = try LogSources.open("http://127.0.0.1:\(server.port)/logs/main\(ending)")
            let report = await LogVerifier(source: source, key: log.signer.verifierKey).verify()
            #expect(report.outcome == .verified, "\(report.text)")
        }
        let nowhere = try LogSources.open("http://127.0.0.1:\(server.port)/logs/none")
        #expect(await LogVerifier(source: nowhere).verify().outcome == .failed)
    }

    @Test func anAnswerWithoutEndIsNotHeld() async throws {
        let log = try SampleLog(count: 3)
        var files = try log.files()
        files["tile/0/000.p/3"] = [UInt8](repeating: 0, count: 5_000_000)
        let server = try TinyServer(files)
        defer { server.stop() }
        let source = try LogSources.open("http://127.0.0.1:\(server.port)")
        let report = await LogVerifier(source: source, key: log.signer.verifierKey).verify()
        #expect(report.faults.first?.file == "tile/0/000.p/3", "\(report.text)")
        #expect(report.faults.first?.reason == "the answer has more than the 96 bytes that are possible")
    }

    @Test func aServerThatWantsATokenOrIsNotThere() async throws {
        let log = try SampleLog(count: 3)
        let server = try TinyServer(try log.files(), token: "secret")
        let url = "http://127.0.0.1:\(server.port)"
        let without = await LogVerifier(source: try LogSources.open(url)).verify()
        #expect(without.outcome == .unknown)
        #expect(without.summary.contains("needs a token"))
        let with = await LogVerifier(source: try LogSources.open(url, token: "secret")).verify()
        #expect(with.outcome == .verified, "\(with.text)")
        server.stop()
        let gone = await LogVerifier(source: try LogSources.open(url)).verify()
        #expect(gone.outcome == .unknown)
    }
}
