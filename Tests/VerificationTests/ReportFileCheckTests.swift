import Crypto
import JSON
import Testing
import TransparencyLog
import Verification

/// Reports as files held against their log: whole ones pass, and each way of changing what can be checked is found.
@Suite struct ReportFileCheckTests {
    /// A report over a sample log that can be changed before it is written.
    struct File {
        var members: JSONObject
        var rows: [[(String, JSONValue)]]
        var isCSV = false

        init(_ log: SampleLog, size: Int, indices: [Int]) throws {
            let note = String(decoding: try log.checkpoint(size), as: UTF8.self)
            let basis: JSONValue = [
                "origin": .string(SampleLog.origin), "size": .int(size), "root": .string(log.root(size).base64),
                "checkpoint": .string(note),
            ]
            members = JSONObject([
                ("report", "access-review"), ("title", "Access review"), ("parameters", ["resource": "role:r-1"]),
                ("position", .int(size)), ("basis", basis),
            ])
            rows = indices.map { [("person", "eve, \"e\""), ("record", .int($0)), ("leftRecord", .null)] }
        }

        mutating func set(_ name: String, _ value: JSONValue) {
            guard members[name] == nil, case .object(var basis)? = members["basis"] else {
                members[name] = value
                return
            }
            basis[name] = value
            members["basis"] = .object(basis)
        }

        /// The file, with a digest and count that fit what it says.
        func bytes(rows count: Int? = nil) -> [UInt8] {
            guard isCSV else {
                var whole = members
                whole["rows"] = .array(rows.map { .object(JSONObject($0)) })
                return JSONValue.object(whole).bytes
            }
            func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
            var text = "person,record,leftRecord,report\r\n"
            for row in rows {
                let cells = row.map { $0.1.isNull ? "" : quoted($0.1.stringValue ?? $0.1.text) }
                text += cells.joined(separator: ",") + ",\r\n"
            }
            var statement = members
            statement["format"] = "muster-report/1"
            statement["rows"] = .int(count ?? rows.count)
            statement["sha256"] = .string(Base64.string(Array(SHA256.hash(data: Array(text.utf8)))))
            return Array((text + ",,," + quoted(JSONValue.object(statement).text) + "\r\n").utf8)
        }
    }

    private func check(
        _ bytes: [UInt8], _ log: SampleLog, size: Int? = nil, key: VerifierKey? = nil
    ) async throws -> ReportFileFindings {
        let source = MemorySource(try log.files(size))
        return try await ReportFileCheck(name: "file", source: source, key: key).check(bytes)
    }

    @Test(arguments: [false, true], [1, 2, 255, 256, 257, 600]) func aWholeReportPasses(_ isCSV: Bool, _ size: Int)
        async throws
    {
        let log = try SampleLog(count: 700)
        var file = try File(log, size: size, indices: [0, size / 2, size - 1])
        file.isCSV = isCSV
        for key in [nil, log.signer.verifierKey] {
            let findings = try await check(file.bytes(), log, key: key)
            #expect(findings.outcome == .verified, "\(findings.text)")
            #expect(findings.rows == 3 && findings.records == 3 && findings.logSize == 700)
            #expect(findings.text.contains("what the rows say is not checked"))
        }
        file.rows = []
        #expect(try await check(file.bytes(), log).outcome == .verified)
    }

    @Test(arguments: [false, true]) func everyChangeIsFound(_ isCSV: Bool) async throws {
        let log = try SampleLog(count: 300), other = try SampleLog(count: 300, seed: 2)
        var good = try File(log, size: 250, indices: [5, 100, 249])
        good.isCSV = isCSV
        func expect(
            _ said: String, at index: UInt64? = nil, key: VerifierKey? = nil, size: Int? = nil,
            _ change: (inout File) throws -> Void = { _ in }
        ) async throws {
            var file = good
            try change(&file)
            let findings = try await check(file.bytes(), log, size: size, key: key)
            #expect(findings.outcome == .failed && findings.text.contains(said), "\(said): \(findings.text)")
            if let index { #expect(findings.faults.first?.index == index) }
        }
        try await expect("row 2, record: the record lies beyond", at: 250) { $0.rows[1][1].1 = 250 }
        try await expect("row 3, leftRecord: the record lies beyond", at: 299) { $0.rows[2][2].1 = 299 }
        try await expect("row 1 has no index in its column record") { $0.rows[0][1].1 = "eve" }
        try await expect("its checkpoint covers 250 entries, not the 251") { $0.set("position", 251) }
        try await expect("another size or root") { $0.set("size", 251) }
        try await expect("another size or root") { $0.set("root", .string(log.root(251).base64)) }
        try await expect("its checkpoint:") { $0.set("origin", "elsewhere.test/log") }
        try await expect("its checkpoint:") {
            $0.set("checkpoint", .string(String(decoding: try other.checkpoint(250), as: UTF8.self)))
        }
        try await expect("its checkpoint:", key: other.signer.verifierKey)
        try await expect("the log shows only 200", size: 200)
        try await expect(isCSV ? "no report" : "does not say which") { $0.members["report"] = nil }
    }

    /// A checkpoint that the log's own key signed, over another history.
    @Test func aForkIsFound() async throws {
        let log = try SampleLog(count: 300)
        var fork = try SampleLog(count: 200)
        for _ in 0..<50 {
            try fork.append(subject: SampleLog.label("other"), actor: SampleLog.label("other"), salt: 9)
        }
        let file = try File(fork, size: 250, indices: [3])
        let alone = try await check(file.bytes(), fork)
        #expect(alone.outcome == .verified, "\(alone.text)")
        let findings = try await check(file.bytes(), log)
        #expect(findings.outcome == .failed && findings.text.contains("not one of this log's"), "\(findings.text)")
    }

    /// Every byte of the checkpoint in a small report, one flipped at a time.
    @Test(arguments: [false, true]) func everyFlippedByteOfTheCheckpointIsFound(_ isCSV: Bool) async throws {
        let log = try SampleLog(count: 20)
        let good = try File(log, size: 20, indices: [3, 7])
        let note = try log.checkpoint(20)
        for place in note.indices where note[place] < 0x80 {
            var changed = note
            changed[place] ^= 1
            var file = good
            file.isCSV = isCSV
            file.set("checkpoint", .string(String(decoding: changed, as: UTF8.self)))
            let findings = try await check(file.bytes(), log, key: log.signer.verifierKey)
            #expect(findings.outcome == .failed, "byte \(place)")
        }
    }

    @Test func cutAndStrangeFilesAreNoReports() async throws {
        let log = try SampleLog(count: 20)
        for isCSV in [false, true] {
            var file = try File(log, size: 20, indices: [3, 7])
            file.isCSV = isCSV
            let bytes = file.bytes()
            for length in 0..<bytes.count {
                let findings = try await check(Array(bytes.prefix(length)), log)
                #expect(findings.outcome == .failed, "the first \(length) bytes")
            }
        }
        for text in [
            "hello\n", "<!doctype html>", "{}", "{\"rows\":3}", "{\"rows\":[3]}", "[]", "a,report\r\n,x\r\n", "\u{0}",
        ] {
            let findings = try await check(Array(text.utf8), log)
            #expect(findings.outcome == .failed && findings.report == nil, "\(text): \(findings.text)")
        }
        var dropped = try File(log, size: 20, indices: [3, 7, 9])
        dropped.isCSV = true
        dropped.rows.remove(at: 1)
        let counted = try await check(dropped.bytes(rows: 3), log)
        #expect(counted.text.contains("it has 2 rows, and says that it had 3"), "\(counted.text)")
        var changed = dropped.bytes()
        changed.replaceSubrange(try #require(changed.firstRange(of: Array("eve".utf8))), with: Array("ann".utf8))
        #expect(try await check(changed, log).text.contains("its digest was made of"))
    }

    @Test func whoIsNotLetInCannotTell() async throws {
        let log = try SampleLog(count: 20)
        let file = try File(log, size: 20, indices: [3]).bytes()
        let source = MemorySource(try log.files(), denied: ["checkpoint"])
        let key = log.signer.verifierKey
        #expect(try await ReportFileCheck(name: "file", source: source, key: key).check(file).outcome == .unknown)
        // What is wrong weighs more than what could not be told.
        var dropped = try File(log, size: 20, indices: [3, 7])
        dropped.isCSV = true
        dropped.rows.remove(at: 1)
        let both = try await ReportFileCheck(name: "file", source: source, key: key).check(dropped.bytes(rows: 2))
        #expect(both.obstacle != nil && both.outcome == .failed, "\(both.text)")
    }
}
