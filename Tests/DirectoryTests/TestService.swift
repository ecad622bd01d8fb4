import Directory
import Foundation
import JSON
import Logging
import Recorder
import Records
import SCIM
import Synchronization

/// A directory over a real log in a folder of its own, driven in process.
struct TestService: Sendable {
    let folder: String
    let recorder: Recorder
    let directory: SCIMDirectory
    let log: FaultyLog

    static let base = "http://test/scim/v2"

    /// Runs a test on a fresh log.
    static func run<T>(
        _ settings: SCIMSettings = SCIMSettings(), _ body: (TestService) async throws -> T
    ) async throws -> T {
        let folder = try await fresh()
        defer { remove(folder) }
        return try await open(folder, settings, body)
    }

    /// A folder with a new log, for what lives more than once.
    static func fresh() async throws -> String {
        let folder = NSTemporaryDirectory() + "muster-directory-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        await (try Recorder.create(name: "main", origin: "test.example/logs/main", data: folder)).close()
        return folder
    }

    static func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }

    /// Runs one stretch of a service's life on a folder: opened, used, drained and closed.
    static func open<T>(
        _ folder: String, _ settings: SCIMSettings = SCIMSettings(), _ body: (TestService) async throws -> T
    ) async throws -> T {
        let recorder = try await Recorder.open(name: "main", data: folder)
        let log = FaultyLog(recorder: recorder)
        let directory = try SCIMDirectory(
            log: log, refusals: RefusalRecorder(recorder: recorder, perMinute: 10_000),
            directory: folder + "/catalog/main", settings: settings, logger: Logger(label: "test"))
        let running = Task { try await directory.run() }
        let result: Result<T, any Error>
        do {
            result = .success(
                try await body(TestService(folder: folder, recorder: recorder, directory: directory, log: log)))
        } catch { result = .failure(error) }
        running.cancel()
        _ = try? await running.value
        directory.close()
        await recorder.close()
        return try result.get()
    }

    func send(
        _ method: String, _ path: String, _ body: String = "", query: [(String, String)] = [],
        headers: [String: String] = [:], limits: SCIMLimits = SCIMLimits()
    ) async -> Answer {
        let request = SCIMRequest(
            method: method, path: path, query: query, headers: headers, body: Array(body.utf8),
            caller: Caller(
                token: "okta", canAttest: false, address: "10.0.0.9", agent: "test/1", request: UUID().uuidString),
            baseURL: Self.base, limits: limits)
        return Answer(await directory.respond(to: request))
    }

    /// All records of the log in order, the genesis excepted.
    func records() throws -> [Record] {
        var records: [Record] = []
        var next: UInt64 = 0
        while next < recorder.committedSize() {
            let batch = try recorder.committed(from: next, limit: 1_000)
            records += batch.compactMap(\.record)
            next += UInt64(batch.count)
        }
        return records
    }

    func user(_ name: String, _ more: String = "") async -> Answer {
        await send(
            "POST", "/Users",
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\#(name)"\#(more)}"#)
    }

    func group(_ name: String, _ members: [String] = []) async -> Answer {
        let list = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return await send(
            "POST", "/Groups",
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\#(name)","members":[\#(list)]}"#
        )
    }

    func patch(
        _ path: String, _ operations: String, headers: [String: String] = [:], limits: SCIMLimits = SCIMLimits()
    ) async -> Answer {
        await send(
            "PATCH", path,
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operations)]}"#,
            headers: headers, limits: limits)
    }
}

/// An answer with its body read.
struct Answer: Sendable {
    let status: Int
    let response: SCIMResponse
    let json: JSONValue

    init(_ response: SCIMResponse) {
        self.response = response
        status = response.status
        json = (try? JSONValue(parsing: response.body)) ?? .null
    }

    var id: String { json["id"]?.stringValue ?? "" }
    var scimType: String? { json["scimType"]?.stringValue }
    var names: [String] {
        (json["Resources"]?.arrayValue ?? []).compactMap { ($0["userName"] ?? $0["displayName"])?.stringValue }
    }
}

/// A log whose appends can be made to fail.
final class FaultyLog: DirectoryLog {
    let recorder: Recorder
    let failure = Mutex<RecorderError?>(nil)
    /// Appends that are taken before the failure; nil for one that stands from the beginning.
    let taken = Mutex<Int?>(nil)
    /// Records that one transaction may have, as if each were as large as they come.
    let mostRecords = Mutex(Int.max)
    /// Appends so far, how many are under way, and how many were at most.
    let appends = Atomic(0)
    let underWay = Atomic(0)
    let most = Atomic(0)

    init(recorder: Recorder) { self.recorder = recorder }

    var origin: String { recorder.origin }
    func committedSize() -> UInt64 { recorder.committedSize() }
    func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord] {
        try recorder.committed(from: index, limit: limit)
    }
    func walk() -> any DirectoryWalk { recorder.walk() }
    func waitCommitted(beyond size: UInt64) async throws { try await recorder.waitCommitted(beyond: size) }
    func record(_ submissions: [Submission]) async throws(RecorderError) -> UInt64? {
        let isTaken = taken.withLock { taken in
            guard let left = taken else { return false }
            taken = max(0, left - 1)
            return left > 0
        }
        if !isTaken, let failure = failure.withLock({ $0 }) { throw failure }
        if submissions.count > mostRecords.withLock({ $0 }) { throw .tooLarge("a transaction") }
        appends.wrappingAdd(1, ordering: .relaxed)
        let now = underWay.wrappingAdd(1, ordering: .relaxed).newValue
        most.max(now, ordering: .relaxed)
        defer { underWay.wrappingSubtract(1, ordering: .relaxed) }
        return try await recorder.record(submissions)
    }
}
