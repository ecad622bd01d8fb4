import Catalog
import Evidence
import Records
import Testing

/// Rows that rest on a record that came to the log well after it is said to have been.
@Suite struct LateReportTests {
    private static func log() throws -> SmallLog {
        let log = try SmallLog()
        let (ann, bob, cat) = (SmallLog.user("ann"), SmallLog.user("bob"), SmallLog.user("cat"))
        let (admin, ops) = (SmallLog.thing("role", "Admin"), SmallLog.thing("group", "Ops"))
        try log.add(100, "role.assign", ann, admin, claimed: 10)  // 1
        try log.add(101, "role.assign", bob, admin, claimed: 101)
        try log.add(102, "group.member.add", cat, ops, claimed: 11)
        try log.add(103, "group.role.assign", ops, admin)
        try log.add(104, "role.assign", ann, SmallLog.thing("role", "Root"), claimed: 12, by: ann)  // 5
        try log.add(105, "role.assign", bob, SmallLog.thing("role", "Root"), by: bob)
        return log
    }

    private static func report(_ kind: ReportKind, _ values: [String: String], _ log: SmallLog) async throws -> Report {
        try await ReportTests.report(kind, values, settings: ReportSettings(), log: log.log)
    }

    @Test func aReviewMarksThem() async throws {
        let report = try await Self.report(.accessReview, ["resource": "Admin"], Self.log())
        #expect(report.cells("person", "late") == ["ann|yes", "bob|", "cat|yes"])
    }

    @Test func privilegedGrantsMarkThem() async throws {
        let log = try Self.log()
        try log.add(110, "role.revoke", SmallLog.user("bob"), SmallLog.thing("role", "Admin"), claimed: 13)
        let report = try await Self.report(.privilegedGrants, ReportTests.all, log)
        #expect(
            report.cells("person", "access", "late") == [
                "ann|role Admin|yes", "bob|role Admin|yes", "cat|role Admin|yes", "ann|role Root|yes", "bob|role Root|",
            ])
    }

    /// Each side of a rule, and what people gave to themselves.
    @Test func separationOfDutiesMarksThem() async throws {
        let report = try await Self.report(
            .separationOfDuties, ReportTests.all.merging(["left": "Admin", "right": "Root"]) { $1 }, Self.log())
        #expect(
            report.cells("what", "person", "late") == [
                "as asked|ann|yes", "as asked|bob|", "granted to themselves|ann|yes", "granted to themselves|bob|",
            ])
    }

    /// What was given, how it ended, the leaving itself, and the return.
    @Test func leaverDelayMarksThem() async throws {
        let log = try SmallLog()
        let payments = SmallLog.thing("role", "Payments")
        for (id, given, left, ended) in [
            ("a", 1, nil, nil), ("b", nil, 2, nil), ("c", nil, nil, 3), ("d", nil, nil, nil),
        ] as [(String, Int64?, Int64?, Int64?)] {
            try log.add(100, "role.assign", SmallLog.user(id), payments, claimed: given)
            try log.add(101, "user.disable", SmallLog.user(id), claimed: left)
            try log.add(102, "role.revoke", SmallLog.user(id), payments, claimed: ended)
        }
        try log.add(103, "role.assign", SmallLog.user("e"), payments)
        try log.add(104, "user.disable", SmallLog.user("e"))
        try log.add(105, "user.enable", SmallLog.user("e"), claimed: 4)
        let report = try await Self.report(.leaverDelay, ReportTests.all, log)
        #expect(report.cells("person", "late") == ["a|yes", "b|yes", "c|yes", "d|", "e|yes"])
    }
}
