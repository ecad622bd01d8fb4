import Catalog
import Evidence
import JSON
import Records
import Testing

/// What a report was asked for with: how names are given, and that every form says what it is of.
@Suite struct AskedReportTests {
    private static let names = ["Buyer, senior", "Say \"when\"", "Payments", "C:\\Temp"]

    private static func log() throws -> SmallLog {
        let log = try SmallLog()
        for (hours, name) in names.enumerated() {
            try log.add(Int64(hours) + 1, "role.assign", SmallLog.user("ann"), SmallLog.thing("role", name))
        }
        return log
    }

    private static func separation(_ left: String, _ right: String, zone: String? = nil) async throws -> Report {
        var values = ["from": "2023-11-01", "until": "2024-12-31", "left": left, "right": right]
        values["zone"] = zone
        return try await ReportTests.report(
            .separationOfDuties, values, settings: ReportSettings(), log: log().log)
    }

    /// In quotation marks, and behind a type too, a name may have commas in it.
    @Test(arguments: [
        ("\"Buyer, senior\"", "Buyer, senior", "\"Buyer, senior\""),
        ("role:\"Buyer, senior\"", "Buyer, senior", "\"role:Buyer, senior\""),
        (" Payments , \"Buyer, senior\" ", "Buyer, senior", "Payments, \"Buyer, senior\""),
        ("Say \"when\"", "Say \"when\"", "Say \"when\""),
        ("\"Say \\\"when\\\"\"", "Say \"when\"", "Say \"when\""),
        ("C:\\Temp", "C:\\Temp", "C:\\Temp"), ("\"C:\\\\Temp\"", "C:\\Temp", "C:\\Temp"),
    ]) func namesMayBeQuoted(text: String, name: String, written: String) async throws {
        let report = try await Self.separation(text, name == "Buyer, senior" ? "C:\\Temp" : "\"Buyer, senior\"")
        #expect(report.cells("left") == ["role \(text.contains("Payments") ? "Payments" : name)"])
        #expect(report.asked.contains("left=\(written)"))
        // What the report says of itself asks for the same again.
        let again = try await Self.separation(written, "Payments")
        #expect(again.asked.contains("left=\(written)"))
    }

    @Test(arguments: ["\"Buyer, senior", "\"Payments\" x", "\"a\\b\"", "\"", "\"\"", ",", " , ", "\"a\\"])
    func brokenNamesAreRefused(text: String) async throws {
        await #expect(throws: ReportFault.self) { _ = try await Self.separation(text, "Payments") }
    }

    @Test func patternsMayBeQuoted() async throws {
        let values = ReportTests.all.merging(["resources": "\"buyer, *\", pay*"]) { $1 }
        let report = try await ReportTests.report(
            .privilegedGrants, values, settings: ReportSettings(), log: Self.log().log)
        #expect(report.cells("access") == ["role Buyer, senior", "role Payments"])
        #expect(report.asked.contains("resources=\"buyer, *\", pay*"))
    }

    /// Both sides and the zone stand in each form.
    @Test func everyFormSaysWhatItIsOf() async throws {
        let report = try await Self.separation("Payments", "\"Buyer, senior\"", zone: "Europe/Berlin")
        #expect(
            report.asked == [
                "from=2023-10-31T23:00:00.000Z", "until=2024-12-31T23:00:00.000Z", "zone=Europe/Berlin",
                "left=Payments",
                "right=\"Buyer, senior\"",
            ])
        let basis = ReportBasis(origin: "o", size: 1, root: "r", checkpoint: "c", made: Story.time(hours: 1))
        #expect(report.json(basis)["parameters"]?["left"] == "Payments")
        #expect(report.html(basis).contains("<dt>right</dt><dd>&quot;Buyer, senior&quot;</dd>"))
        #expect(report.html(basis).contains("<dt>zone</dt><dd>Europe/Berlin</dd>"))
        #expect(report.csv(basis).contains("\"\"left\"\":\"\"Payments\"\""))
    }

    @Test(arguments: [
        ReportKind.joinersMoversLeavers, .leaverDelay, .privilegedGrants, .accessReview, .separationOfDuties,
    ]) func zonesAreTold(kind: ReportKind) async throws {
        var values = ["zone": "+02:00"]
        if kind == .accessReview { values["resource"] = "Payments" }
        let report = try await ReportTests.report(kind, values, settings: ReportSettings(), log: Self.log().log)
        #expect(report.asked.contains("zone=+02:00"))
    }

    /// Rules of the configuration are told too.
    @Test func rulesAreTold() async throws {
        var settings = ReportSettings()
        settings.separation = [
            ReportSettings.Separation(name: "pay", left: ["Payments"], right: ["Buyer, senior", "C:\\Temp"])
        ]
        let report = try await ReportTests.report(
            .separationOfDuties, ReportTests.all, settings: settings, log: Self.log().log)
        #expect(report.asked.contains("rules=pay (left: Payments; right: \"Buyer, senior\", C:\\Temp)"))
    }

    /// Whoever bears what too many bear is joined with nobody by it: both sides may be held by one person unseen.
    @Test func whoeverIsNotJoinedIsCounted() async throws {
        let (log, left, right) = (try SmallLog(), SmallLog.thing("role", "Left"), SmallLog.thing("role", "Right"))
        for number in 0...IdentityMatching.mostByValue {
            try log.add(1, "user.create", SmallLog.user("u\(number)", external: "0"))
        }
        try log.add(2, "user.create", SmallLog.user("own", external: "7"))
        try log.add(3, "role.assign", SmallLog.user("u0", external: "0"), left)
        try log.add(4, "role.assign", SmallLog.user("u1", external: "0"), right)
        try log.add(5, "role.assign", SmallLog.user("own", external: "7"), right)
        func notes(_ fields: [IdentityMatching.Field]) async throws -> [String] {
            let values = ReportTests.all.merging(["left": "Left", "right": "Right"]) { $1 }
            return try await ReportTests.report(
                .separationOfDuties, values, settings: ReportSettings(), log: log.log,
                matching: IdentityMatching(fields)
            ).notes.filter { $0.hasPrefix("Not joined") }
        }
        #expect(try await notes([.externalId]).map { $0.prefix(14) } == ["Not joined: 2 "])
        #expect(try await notes([]).isEmpty)
    }
}
