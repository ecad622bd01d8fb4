import Catalog
import Evidence
import Records
import Testing

/// Kinds of accounts, and kinds of what they hold.
@Suite struct KindReportTests {
    private static func report(
        _ kind: ReportKind, _ values: [String: String] = ReportTests.all, log: SmallLog
    ) async throws -> Report {
        try await ReportTests.report(kind, values, settings: ReportSettings(), log: log.log)
    }

    /// A service has an account under either of its names, and is nobody who joins or leaves.
    @Test(arguments: ["service", "service_account"]) func servicesHaveAccounts(kind: String) async throws {
        let log = try SmallLog()
        let (gone, idle) = (SmallLog.thing(kind, "gone"), SmallLog.thing(kind, "idle"))
        try log.add(1, "service_account.create", gone)
        try log.add(2, "role.assign", gone, SmallLog.thing("role", "Payments"))
        try log.add(3, "service_account.disable", gone)
        try log.add(4, "service_account.create", idle)
        try log.add(5, "user.create", SmallLog.user("ann"))
        #expect(try await Self.report(.joinersMoversLeavers, log: log).cells("what", "person") == ["joiner|ann"])
        #expect(
            try await Self.report(.orphaned, [:], log: log).cells("person", "why", "access") == [
                "\(kind) gone|account disabled|role Payments"
            ])
        #expect(try await Self.report(.dormant, ["days": "30"], log: log).cells("person") == ["\(kind) idle", "ann"])
    }

    /// Whatever is held may be privileged, whichever kind it is of.
    @Test(arguments: ["role", "app", "binding", "directory_role", "resource", "x.vault"])
    func everyKindMayBePrivileged(kind: String) async throws {
        let log = try SmallLog()
        try log.add(1, "role.assign", SmallLog.user("ann"), SmallLog.thing(kind, "Billing Admin"))
        try log.add(2, "role.assign", SmallLog.user("admin"), SmallLog.thing(kind, "Reader"))
        try log.add(3, "role.create", SmallLog.thing("role", "Idle Admin"))
        let report = try await Self.report(.privilegedGrants, log: log)
        #expect(report.cells("person", "access") == ["ann|\(kind) Billing Admin"])
        #expect(ReportTests.summary(report).first?.hasSuffix(": 2") == true)
    }
}
