import Testing

/// Every call of a short run goes wrong once, in every way, before and after its effect. After each the log is opened
/// again, as after the end of the process and as after a power cut, and held against what was promised.
@Suite struct FaultMatrixTests {
    /// The run goes from 254 entries to 263, and from 65,534 to 65,539: over the end of a tile of level 0, and of
    /// level 1.
    @Test(arguments: [(0, 254, 8), (65_500, 34, 4)])
    func everyCallGoesWrongOnce(bare: Int, numbered: Int, steps: Int) async throws {
        let log = SimulatedLog()
        let base = try await log.disk(bare: bare, numbered: numbered)
        let calm = FaultyFiles(base.afterPowerCut(.none))
        var calmRun = FaultRun()
        await calmRun.run(log, on: calm, steps: steps)
        #expect(calmRun.verdict == .goesOn && calmRun.promises.made.acknowledged.count == steps + 1)
        let plans = FaultPlans.all(calm.counts, withFullDisk: bare == 0)
        #expect(plans.count > 800)
        let (calls, opening) = (calmRun.calls, calmRun.callsOfOpening)
        let fired = try await Cases(plans).each { plan in
            let disk = base.afterPowerCut(.none)
            let files = FaultyFiles(disk, plan: plan)
            var run = FaultRun()
            await run.run(log, on: files, steps: steps, callsWithoutFault: calls)
            guard files.hasFired else { return false }
            Self.checkVerdict(run.verdict, plan, isOpening: plan.occurrence <= opening[plan.call, default: 0])
            let cut = disk.afterPowerCut(.none)
            try await run.promises.made.check(log, on: disk, "\(plan), started again")
            try await run.promises.made.check(log, on: cut, "\(plan), after a power cut")
            return true
        }
        #expect(fired.allSatisfy { $0 }, "the run makes the same calls every time")
        print("fault matrix from \(bare + numbered) entries: \(fired.count) cases")
    }

    private static func checkVerdict(_ verdict: FaultRun.Verdict, _ plan: FaultyFiles.Plan, isOpening: Bool) {
        if plan.fault == .kill { return }
        if isOpening && plan.fault != .short {
            #expect(verdict == .refusesToOpen, "\(plan)")
        } else {
            #expect(FaultTable.expected(plan)?.contains(verdict) == true, "\(plan): \(verdict.rawValue)")
        }
    }
}
