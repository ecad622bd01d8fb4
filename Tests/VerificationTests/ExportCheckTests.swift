import Crypto
import JSON
import Records
import Testing
import TransparencyLog
import Verification

/// Exported files held against their log: whole ones pass, and each way of changing one is found.
@Suite struct ExportCheckTests {
    /// An export of a sample log, line by line, that can be changed before it is written.
    struct Export {
        var head: JSONValue
        var rows: [JSONObject]
        var isCSV = false

        init(_ log: SampleLog, indices: [Int], size: Int? = nil) throws {
            let size = size ?? log.entries.count
            head = [
                "format": "muster-export/1", "log": .string(SampleLog.origin), "query": "*", "zone": "UTC",
                "position": .int(size),
                "checkpoint": .string(String(decoding: try log.checkpoint(size), as: UTF8.self)),
            ]
            rows = try indices.map { index in
                let entry = try Entry(parsing: log.entries[index])
                var row = JSONObject([
                    ("leafHash", .string(MerkleTree.leafHash(log.entries[index]).base64)), ("index", .int(index)),
                    ("time", .string(entry.time.rfc3339)), ("kind", .string(entry.kind.rawValue)),
                ])
                row["action"] = entry.action.map { .string($0.rawValue) }
                row["outcome"] = entry.outcome.map { .string($0.rawValue) }
                return row
            }
        }

        /// The file, with a digest and count that fit what it says.
        func file(rows count: Int? = nil) -> [UInt8] {
            var bytes: [UInt8] = []
            if isCSV {
                bytes += Array("index,leafHash,time,kind,action,outcome,export\r\n".utf8)
                for row in rows {
                    let cells = ["index", "leafHash", "time", "kind", "action", "outcome"].map { name in
                        let text = row[name]?.stringValue ?? row[name]?.text ?? ""
                        return text.hasPrefix("+") ? "'" + text : text
                    }
                    bytes += Array((cells.joined(separator: ",") + ",\r\n").utf8)
                }
            } else {
                bytes += JSONValue.object(JSONObject([("export", head)])).bytes + [0x0A]
                for row in rows { bytes += JSONValue.object(row).bytes + [0x0A] }
            }
            let digest = Base64.string(Array(SHA256.hash(data: bytes)))
            let end: [(String, JSONValue)] = [("rows", .int(count ?? rows.count)), ("sha256", .string(digest))]
            guard isCSV, case .object(let object) = head else {
                return bytes + JSONValue.object(JSONObject([("end", .object(JSONObject(end)))])).bytes + [0x0A]
            }
            let statement = JSONValue.object(JSONObject(object.members.map { ($0.name, $0.value) } + end)).text
            return bytes + Array(",,,,,,\"\(statement.replacing("\"", with: "\"\""))\"\r\n".utf8)
        }
    }

    /// Checks a file, in pieces of a few bytes.
    private func check(
        _ file: [UInt8], _ log: SampleLog, size: Int? = nil, key: VerifierKey? = nil, opener: (any ExportOpener)? = nil,
        files: [String: [UInt8]]? = nil, piece: Int = 97
    ) async throws -> ExportReport {
        let source = MemorySource(try files ?? log.files(size))
        return try await ExportCheck(name: "export", source: source, key: key, opener: opener).check {
            var rest = file[...]
            return {
                defer { rest = rest.dropFirst(piece) }
                return rest.isEmpty ? nil : Array(rest.prefix(piece))
            }
        }
    }

    @Test(arguments: [false, true], [1, 2, 255, 256, 257, 600]) func aWholeExportPasses(_ isCSV: Bool, _ size: Int)
        async throws
    {
        let log = try SampleLog(count: size)
        var export = try Export(log, indices: Array(stride(from: 0, to: size, by: 3)))
        export.isCSV = isCSV
        for key in [nil, log.signer.verifierKey] {
            let report = try await check(export.file(), log, key: key)
            #expect(report.outcome == .verified, "\(report.text)")
            #expect(report.rows == UInt64(export.rows.count))
            #expect(report.compared == nil)
        }
    }

    /// An export stays good while the log grows.
    @Test func theLogMayHaveGrown() async throws {
        let log = try SampleLog(count: 700)
        for size in [3, 256, 300, 512] {
            let export = try Export(log, indices: [0, size / 2, size - 1], size: size)
            let report = try await check(export.file(), log)
            #expect(report.outcome == .verified, "\(size): \(report.text)")
        }
    }

    @Test(arguments: [false, true]) func everyChangeIsFound(_ isCSV: Bool) async throws {
        let log = try SampleLog(count: 300)
        var good = try Export(log, indices: [5, 100, 270])
        good.isCSV = isCSV
        func expect(_ said: String, at index: UInt64? = nil, _ change: (inout Export) throws -> Void) async throws {
            var export = good
            try change(&export)
            let report = try await check(export.file(), log)
            #expect(report.outcome == .failed, "\(said)")
            #expect(report.text.contains(said), "\(report.text)")
            if let index { #expect(report.faults.first?.index == index) }
        }
        try await expect("its leaf hash is not that of entry 100", at: 100) {
            $0.rows[1]["leafHash"] = $0.rows[2]["leafHash"]
        }
        try await expect("its leaf hash is not that of entry 101", at: 101) { $0.rows[1]["index"] = 101 }
        try await expect("another time", at: 100) { $0.rows[1]["time"] = "2026-01-01T00:00:00.000Z" }
        try await expect("another action", at: 100) { $0.rows[1]["action"] = "user.delete" }
        try await expect("another outcome", at: 5) { $0.rows[0]["outcome"] = "failed" }
        try await expect("another kind", at: 5) { $0.rows[0]["kind"] = "admin" }
        try await expect("does not follow", at: 5) { $0.rows.append($0.rows[0]) }
        try await expect("beyond what the export was made from") { $0.head = Self.replacing($0.head, "position", 200) }
        try await expect("not the 400 it was made from") { $0.head = Self.replacing($0.head, "position", 400) }
        try await expect("checkpoint") {
            let other = try SampleLog(count: 300, seed: 2)
            let note = String(decoding: try other.checkpoint(300), as: UTF8.self)
            $0.head = Self.replacing($0.head, "checkpoint", .string(note))
        }
        try await expect("cut short or changed") { $0.head = Self.replacing($0.head, "format", "other") }
    }

    private static func replacing(_ value: JSONValue, _ name: String, _ other: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        object[name] = other
        return .object(object)
    }

    /// A dropped row shows in count and digest. Who makes these anew is not found out: a search is a selection.
    @Test func aDroppedRowShowsUnlessTheEndIsMadeAnew() async throws {
        let log = try SampleLog(count: 300)
        let whole = try Export(log, indices: [5, 100, 270])
        var dropped = whole
        dropped.rows.remove(at: 1)
        let counted = try await check(dropped.file(rows: 3), log)
        #expect(counted.text.contains("it has 2 rows, and says that it had 3"), "\(counted.text)")
        let remade = try await check(dropped.file(), log)
        #expect(remade.outcome == .verified)
        #expect(remade.text.contains("cannot be seen from the file"))
    }

    /// Every byte of a small export, one flipped at a time.
    @Test(arguments: [false, true]) func everyFlippedByteIsFound(_ isCSV: Bool) async throws {
        let log = try SampleLog(count: 20)
        var export = try Export(log, indices: [3, 7])
        export.isCSV = isCSV
        let file = export.file()
        let files = try log.files()
        let text = String(decoding: file, as: UTF8.self)
        let low = try #require(text.firstRange(of: "query")).lowerBound
        let high = try #require(text.firstRange(of: "position")).lowerBound
        let free =
            text.utf8.distance(from: text.startIndex, to: low)..<text.utf8.distance(from: text.startIndex, to: high)
        for place in file.indices {
            var changed = file
            changed[place] ^= 1
            let report = try await check(changed, log, key: log.signer.verifierKey, files: files, piece: 4096)
            // What the statement says of query and zone is for people; nothing rests on it.
            if report.outcome == .verified { #expect(free.contains(place), "byte \(place)") }
        }
    }

    @Test func aCutFileIsNotWhole() async throws {
        let log = try SampleLog(count: 20)
        for isCSV in [false, true] {
            var export = try Export(log, indices: [3, 7])
            export.isCSV = isCSV
            let file = export.file()
            for length in 0..<file.count {
                let report = try await check(Array(file.prefix(length)), log, piece: 4096)
                #expect(report.outcome == .failed, "the first \(length) bytes")
            }
        }
    }

    @Test func whatTheLogLacksIsNamed() async throws {
        let log = try SampleLog(count: 300)
        let file = try Export(log, indices: [5, 270]).file()
        var files = try log.files()
        files["tile/entries/001.p/44"] = nil
        let missing = try await check(file, log, files: files)
        #expect(missing.outcome == .failed, "\(missing.text)")
        let source = MemorySource(try log.files(), denied: ["tile/entries/000"])
        let denied = try await ExportCheck(name: "export", source: source, key: log.signer.verifierKey).check {
            var rest: [UInt8]? = file
            return {
                defer { rest = nil }
                return rest
            }
        }
        #expect(denied.outcome == .unknown)
        // What is wrong weighs more than what could not be told.
        let miscounted = try Export(log, indices: [5, 270]).file(rows: 3)
        let both = try await ExportCheck(name: "export", source: source, key: log.signer.verifierKey).check {
            var rest: [UInt8]? = miscounted
            return {
                defer { rest = nil }
                return rest
            }
        }
        #expect(both.obstacle != nil && both.outcome == .failed && both.text.contains("FAILED: "), "\(both.text)")
        let shorter = try await check(file, log, size: 200)
        #expect(shorter.outcome == .failed, "\(shorter.text)")
    }

    /// What the holder of the keys says decides.
    @Test(arguments: [
        (ExportComparison.same, VerificationReport.Outcome.verified, "3 compared"),
        (.unreadable, .verified, "3 could not be"),
        (.different("reason"), .failed, "its reason is not what the record says"),
        (.fault("broken"), .failed, "broken"),
    ])
    func contentsAreCompared(_ answer: ExportComparison, _ outcome: VerificationReport.Outcome, _ said: String)
        async throws
    {
        struct Opener: ExportOpener {
            let answer: ExportComparison

            func compare(_ row: ExportedRow, entry: Entry, sealed: [UInt8]) -> ExportComparison {
                sealed.isEmpty ? .fault("no sealed record") : answer
            }
        }
        let log = try SampleLog(count: 300)
        let export = try Export(log, indices: [5, 100, 270])
        let report = try await check(export.file(), log, opener: Opener(answer: answer))
        #expect(report.outcome == outcome)
        #expect(report.text.contains(said), "\(report.text)")
    }
}
