import Catalog
import Evidence
import JSON
import Records
import TestLogs
import Testing
import TransparencyLog

/// Reports over access that may be activated only, that came after its holder left, or that somebody gave to themselves.
@Suite struct GrantReportTests {
    private static func report(_ kind: ReportKind, _ values: [String: String] = ReportTests.all) async throws -> Report
    {
        try await ReportTests.report(kind, values, settings: ReportSettings(), log: GrantStory.log())
    }

    /// The cells of some columns, by name.
    private static func cells(_ report: Report, _ names: String...) throws -> [String] {
        let places = try names.map { name in
            try #require(report.columns.firstIndex { $0.name == name }, "no column \(name)")
        }
        return report.rows.map { row in places.map { row[$0].text }.joined(separator: "|") }
    }

    @Test func aReviewTellsWhatMayBeActivatedOnly() async throws {
        let review = try await Self.report(.accessReview, ["resource": "Approvals"])
        #expect(try Self.cells(review, "person", "kind") == ["kim|eligible"])
        #expect(ReportTests.summary(review) == ["People: 1", "Ways: 1", "Of these eligible only: 1"])
        let basis = ReportBasis(origin: "o", size: 1, root: "r", checkpoint: "c", made: Story.time(hours: 1))
        #expect(review.csv(basis).contains(",kind,"))
        #expect(review.csv(basis).contains(",eligible,"))
        #expect(review.html(basis).contains("<td>eligible</td>"))
        #expect(review.json(basis)["rows"]?.arrayValue?[0]["kind"] == "eligible")
        let active = try await Self.report(.accessReview, ["resource": "Admin V"])
        #expect(try Self.cells(active, "person", "kind") == ["wil-ad|active"])
    }

    @Test func aSideThatIsEligibleOnlyIsMarked() async throws {
        let conflict = try await Self.report(
            .separationOfDuties, ReportTests.all.merging(["left": "Approvals", "right": await Self.payments()]) { $1 })
        #expect(
            try Self.cells(conflict, "what", "person", "left", "leftKind", "right", "rightKind").first
                == "as asked|kim|role Approvals|eligible|role Payments|active")
        #expect(ReportTests.summary(conflict).contains("Of these with a side that is eligible only: 1"))
    }

    /// The label of the role Payments of okta, of which there are two.
    private static func payments() async throws -> String {
        do {
            _ = try await report(.accessReview, ["resource": "role:Payments"])
            return ""
        } catch NamedFault.ambiguous(_, let candidates) {
            return candidates.first { $0.namespace == "okta" }?.label.base64 ?? ""
        }
    }

    @Test func privilegedAccessThatIsEligibleIsMarked() async throws {
        let report = try await Self.report(.privilegedGrants)
        #expect(
            try Self.cells(report, "person", "access", "through", "kind", "self", "record") == [
                "wil|role Admin W|WG|active|yes|15", "wil-ad|role Admin V|Inner > Outer|active|yes|20",
                "wil|role Admin U|direct|eligible|yes|21",
            ])
        #expect(ReportTests.summary(report).contains("Eligible only: 1"))
    }

    /// Both reports know the same records in which somebody gave access to themselves.
    @Test func whatOneGivesToOnesOwnGroupOneGivesToOneself() async throws {
        let report = try await Self.report(.separationOfDuties)
        #expect(
            try Self.cells(report, "what", "person", "left", "leftKind", "leftRecord") == [
                "granted to themselves through group WG|wil|role Admin W|active|15",
                "granted to themselves through group Outer|wil-ad|role Admin V|active|20",
                "granted to themselves|wil|role Admin U|eligible|21",
            ])
        #expect(ReportTests.summary(report).last == "Access given to oneself in the period: 3")
    }

    @Test func accessGivenAfterLeavingIsTold() async throws {
        let report = try await Self.report(.leaverDelay)
        #expect(
            try Self.cells(report, "person", "access", "kind", "given", "givenRecord", "hours", "state") == [
                "lea|role Payments|eligible|before leaving|5|1994|still held",
                "lea|role Payments|active|after leaving|7|1993|still held",
                "lea|role Approvals|active|after leaving|8|2|in time",
            ])
        #expect(
            ReportTests.summary(report) == [
                "Leavers: 2", "Access held when they left: 1", "Given after they left: 2", "Removed late: 0",
                "Still held: 2", "Held by other accounts of theirs: 0",
            ])
    }

    /// Two roles bear one name: what was asked for is told by id, kind, namespace and label.
    @Test func aReviewSaysWhatItIsOf() async throws {
        let label = try await Self.payments()
        let review = try await Self.report(.accessReview, ["resource": label])
        #expect(
            review.parameters.dropLast(2).map { "\($0.name)=\($0.value)" } == [
                "resource=Payments", "resourceType=role", "resourceId=payments", "resourceNamespace=okta",
                "resourceLabel=\(label)",
            ])
        let basis = ReportBasis(origin: "o", size: 1, root: "r", checkpoint: "c", made: Story.time(hours: 1))
        #expect(review.json(basis)["parameters"]?["resourceLabel"]?.stringValue == label)
        #expect(review.html(basis).contains("resourceNamespace"))
        #expect(review.csv(basis).contains("resourceId"))
    }

    @Test func zonesAreCheckedWhereverThereAreAny() {
        for kind in ReportKind.allCases {
            #expect(throws: ReportFault.self, "\(kind)") {
                try ReportRequest(kind, ["zone": "Mars/X"], now: Story.time(hours: 0), settings: ReportSettings())
            }
        }
        #expect(throws: ReportFault.self) {
            try ReportRequest(.dormant, ["zone": "UTC"], now: Story.time(hours: 0), settings: ReportSettings())
        }
    }
}
