import Catalog
import Crypto
import Evidence
import Foundation
import JSON
import Logging
import Records
import TestLogs
import Testing
import TransparencyLog

/// Every report over one small organisation whose story is told in `Story`.
@Suite struct ReportTests {
    /// A report made from the story's log, over all of it unless the parameters say otherwise.
    static func report(
        _ kind: ReportKind, _ values: [String: String] = [:], settings: ReportSettings = Story.settings,
        log: MemoryLog? = nil, matching: IdentityMatching = IdentityMatching()
    ) async throws -> Report {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("muster-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let log = try log ?? Story.log()
        let catalog = try Catalog(
            source: log, directory: directory, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            matching: matching)
        let following = Task { try await catalog.run() }
        defer { following.cancel() }
        try await catalog.wait(for: log.committedSize() - 1, timeout: .seconds(60))
        let request = try ReportRequest(kind, values, now: Story.time(hours: 2_000), settings: settings)
        let facts = IntegrityFacts(
            position: catalog.position, committed: 30, published: 28, origin: "o", verifierKey: "k", isSigned: true,
            cosignatures: 0, scrubPasses: 1, scrubbedBundles: 2, faults: ["tile/0/000: differs"])
        let report = try await Report.make(request, from: catalog, integrity: facts)
        following.cancel()
        _ = try? await following.value
        catalog.close()
        return report
    }

    /// The rows as texts without labels and namespaces, times as hours of the story.
    private static func rows(_ report: Report) -> [String] {
        let shown = report.columns.indices.filter { !["label", "namespace"].contains(report.columns[$0].name) }
        for row in report.rows { #expect(row.count == report.columns.count) }
        return report.rows.map { row in
            shown.map { place in
                let cell = row[place]
                if case .time(let time) = cell {
                    return "\((time.milliseconds - MemoryLog.start.milliseconds) / 3_600_000)h"
                }
                return cell.text
            }.joined(separator: "|")
        }
    }

    static func summary(_ report: Report) -> [String] { report.summary.map { "\($0.title): \($0.value)" } }

    static let all = ["from": "2023-11-01", "until": "2024-12-31"]

    @Test func joinersMoversLeavers() async throws {
        let report = try await Self.report(.joinersMoversLeavers, Self.all)
        #expect(
            Self.rows(report) == [
                "joiner|ann|u1||1h|user.create||||service hr|1", "joiner|bob|u2||2h|user.create||||service hr|2",
                "mover|ann|u1||10h|user.update|title|Clerk|Auditor|service hr|7",
                "mover|ann|u1||10h|user.update|urn:x:User:department||Finance|service hr|7",
                "leaver|bob|u2||20h|user.disable||||service hr|9",
            ])
        #expect(
            Self.summary(report) == [
                "Joiners: 2", "Movers: 1", "Leavers: 1", "Returners: 0", "Further accounts: 0",
                "Accounts closed of people who stay: 0",
            ])
        let part = try await Self.report(.joinersMoversLeavers, ["from": "2023-11-15", "until": "2023-11-15"])
        #expect(part.rows.count == 4)
    }

    @Test func leaverDelay() async throws {
        let report = try await Self.report(.leaverDelay, Self.all.merging(["within": "5"]) { $1 })
        #expect(
            Self.rows(report) == [
                "bob|u2||20h|9|role Admin|active||before leaving|4|100h|11||80||late",
                "bob|u2||20h|9|role Old|active||before leaving|5||||1980||still held",
                "bob|u2||20h|9|group Auditors|active|Reader|before leaving|8|23h|10||3||in time",
            ])
        #expect(
            Self.summary(report) == [
                "Leavers: 1", "Access held when they left: 3", "Given after they left: 0", "Removed late: 1",
                "Still held: 1",
                "Held by other accounts of theirs: 0",
            ])
    }

    @Test func privilegedGrants() async throws {
        let report = try await Self.report(.privilegedGrants, Self.all)
        #expect(Self.rows(report) == ["4h|bob|u2||role Admin|direct|active|bob|yes|to test|100h|11||4"])
        let asked = try await Self.report(.privilegedGrants, Self.all.merging(["resources": "audit*, old"]) { $1 })
        #expect(
            Self.rows(asked).map { $0.split(separator: "|")[3] } == ["group Auditors", "role Old", "group Auditors"])
    }

    @Test func accessReview() async throws {
        let report = try await Self.report(.accessReview, ["resource": "role:Reader", "at": "2023-11-15T17:00:00Z"])
        #expect(
            Self.rows(report) == [
                "ann|u1||Auditors|active|6h|service hr|enabled|||6||",
                "bob|u2||Auditors|active|11h|service hr|enabled|4h||8||",
            ])
        #expect(Self.summary(report) == ["People: 2", "Ways: 2", "Of these eligible only: 0"])
        await #expect(throws: NamedFault.self) { _ = try await Self.report(.accessReview, ["resource": "nothing"]) }
        await #expect(throws: ReportFault.self) { _ = try await Self.report(.accessReview) }
    }

    @Test func dormant() async throws {
        let report = try await Self.report(.dormant, ["days": "30"])
        #expect(Self.rows(report) == ["ann|u1||1h|||1"])
    }

    @Test func orphaned() async throws {
        let report = try await Self.report(.orphaned)
        #expect(
            Self.rows(report).sorted() == [
                "bob|u2||account disabled|9|role Old|active|5h|5",
                "ghost|u9||no record of its creation||role Reader|active|100h|12",
            ])
    }

    @Test func separationOfDuties() async throws {
        let report = try await Self.report(
            .separationOfDuties, ["from": "2023-11-01", "until": "2023-11-15T17:00:00Z"])
        #expect(
            Self.rows(report) == [
                "read and old|bob|u2||role Reader|active|8|role Old|active|5|11h|",
                "granted to themselves|bob|u2||role Admin|active|4||||4h|",
            ])
        let later = try await Self.report(
            .separationOfDuties, Self.all.merging(["left": "Reader", "right": "Auditors"]) { $1 })
        #expect(Self.rows(later).first == "as asked|ann|u1||role Reader|active|6|group Auditors|active|3|6h|")
        await #expect(throws: ReportFault.self) {
            _ = try await Self.report(.separationOfDuties, ["left": "Reader"])
        }
        // What is asked for and not there is no clean bill; in a rule it is told.
        await #expect(throws: NamedFault.self) {
            _ = try await Self.report(.separationOfDuties, ["left": "Readr", "right": "Old"])
        }
        #expect(Self.summary(report)[1] == "Names in rules that could not be checked: 1")
        #expect(report.notes.contains { $0.contains("\"role:None\"") })
    }

    @Test func coverage() async throws {
        let report = try await Self.report(.coverage)
        #expect(Self.rows(report) == ["source|hr|12|1h|1|110h|13|silent", "source|self|1|4h|4|4h|4|silent"])
    }

    @Test func integrity() async throws {
        let report = try await Self.report(.integrity)
        let rows = Self.rows(report)
        #expect(rows.contains("entries under the newest checkpoint|28|2 wait for the next"))
        #expect(rows.contains("fault|tile/0/000: differs|bad"))
        #expect(Self.summary(report) == ["Faults: 1"])
    }

    @Test func unknownParametersAreRefused() {
        for kind in ReportKind.allCases {
            #expect(throws: ReportFault.self) {
                try ReportRequest(kind, ["nonsense": "1"], now: Story.time(hours: 0), settings: ReportSettings())
            }
        }
    }

    /// One table; what the report says of itself, the signed note too, stands in the last record alone.
    @Test func csvIsOneTableWithItsNote() async throws {
        let report = try await Self.report(.coverage)
        let note = "o\n3\nroot\n\n\u{2014} o sig==\n"
        let basis = ReportBasis(origin: "o", size: 3, root: "root", checkpoint: note, made: Story.time(hours: 1))
        let text = report.csv(basis)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == report.rows.count + 3 && lines.last == "")
        #expect(lines[0].hasSuffix(",report"))
        let last = String(lines[lines.count - 2])
        let prefix = String(repeating: ",", count: report.columns.count) + "\""
        #expect(last.hasPrefix(prefix))
        #expect(lines[1...report.rows.count].allSatisfy { $0.hasSuffix(",") })
        let cell = last.dropFirst(prefix.count).dropLast().replacing("\"\"", with: "\"")
        let statement = try JSONValue(parsing: Array(cell.utf8))
        #expect(statement["basis"]?["checkpoint"]?.stringValue == note && statement["format"] == "muster-report/1")
        #expect(statement["report"] == "coverage" && statement["rows"] == .int(report.rows.count))
        let before = Array(text.utf8).dropLast(last.utf8.count + 2)
        #expect(statement["sha256"]?.stringValue == Base64.string(Array(SHA256.hash(data: before))))
    }

    /// Records lead to their pages where there are such, and nowhere in a file that stands for itself.
    @Test func recordsAreLinkedWhereThereIsAPage() async throws {
        let report = try await Self.report(.privilegedGrants, Self.all)
        #expect(report.table { "/console/events/\($0)" }.contains("<a href=\"/console/events/4\">4</a>"))
        let basis = ReportBasis(origin: "o", size: 1, root: "r", checkpoint: "c", made: Story.time(hours: 1))
        #expect(!report.html(basis).contains("href"))
        #expect(report.table(most: 0).contains("<tbody>\n</tbody>"))
    }

    /// Names made to break out of a page or a table.
    @Test func everyFormIsSafe() async throws {
        let report = try await Self.report(.privilegedGrants, Self.all.merging(["resources": "<b>&\"'"]) { $1 })
        let basis = ReportBasis(
            origin: "<script>", size: 1, root: "r", checkpoint: "<x>\n", made: Story.time(hours: 1))
        let page = report.html(basis)
        #expect(!page.contains("<script>"))
        #expect(page.contains("&lt;b&gt;&amp;&quot;&#39;"))
        #expect(report.json(basis)["basis"]?["origin"] == "<script>")
        for (text, cell) in [
            ("=1+1", "'=1+1"), ("+49 30", "'+49 30"), ("-5", "-5"), ("@x", "'@x"), ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""), ("plain", "plain"),
        ] { #expect(CSV.row([text]) == cell + "\r\n") }
    }

    /// People with several identities, who come back, and who get access through groups.
    @Test func reportsAreOfPeople() async throws {
        func report(_ kind: ReportKind, _ values: [String: String] = Self.all) async throws -> Report {
            try await Self.report(kind, values, settings: ReportSettings(), log: IdentityStory.log())
        }
        let moves = try await report(.joinersMoversLeavers)
        #expect(
            Self.summary(moves) == [
                "Joiners: 4", "Movers: 0", "Leavers: 3", "Returners: 1", "Further accounts: 1",
                "Accounts closed of people who stay: 1",
            ])
        #expect(Self.rows(moves).contains("account closed|anna|anna|anna-ad (ad)|22h|user.disable||||service hr|22"))

        let leavers = try await report(.leaverDelay)
        let states = Self.rows(leavers).map {
            $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        }
        .map { "\($0[0]) \($0[4]) \($0[5]) \($0.last!)" }
        #expect(
            states == [
                "greg 9 role Payments the account came back", "greg 11 role Payments still held",
                "ivy 14 role Payments still held", "dora 17 role Payments still held",
                "anna 22 role Payments still held", "anna 22 role Admin still held",
                "anna-ad 22 role Approvals still held by an enabled account",
            ])

        let privileged = try await report(.privilegedGrants)
        #expect(
            Self.rows(privileged) == [
                "6h|anna|anna|anna-ad (ad)|role Admin|direct|active|anna-ad|yes|||||6",
                "21h|zed|zed||role Root|Ops|active|anna-ad||||||21",
            ])

        let separation = try await report(
            .separationOfDuties, Self.all.merging(["left": "Payments", "right": "Approvals"]) { $1 })
        #expect(
            Self.rows(separation) == [
                "as asked|anna|anna|anna-ad (ad)|role Payments|active|4|role Approvals|active|5|5h|",
                "granted to themselves|anna|anna|anna-ad (ad)|role Admin|active|6||||6h|",
            ])

        let orphaned = try await report(.orphaned, [:])
        #expect(Self.rows(orphaned).contains("dora|dora||account disabled|17|role Payments|active|16h|16"))

        let review = try await report(.accessReview, ["resource": "Root", "at": "2099-01-01"])
        #expect(Self.rows(review).map { $0.split(separator: "|", omittingEmptySubsequences: false)[8] } == [""])
        #expect(review.parameters.dropLast().last?.value == Story.time(hours: 2_000).rfc3339)
        #expect(!review.notes[0].contains("frozen:"))
    }
}
