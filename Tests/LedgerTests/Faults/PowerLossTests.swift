import Foundation
import Testing

/// Power is cut at random moments, and what was not synced is lost, kept, reordered and torn at random: nothing that was
/// acknowledged is missing afterwards, nothing that was shown is contradicted, and no start is refused.
@Suite struct PowerLossTests {
    /// Power cuts tried; `MUSTER_POWER_CUTS` for more.
    static let wanted = ProcessInfo.processInfo.environment["MUSTER_POWER_CUTS"].flatMap { Int($0) } ?? 10_000
    static let seed = ProcessInfo.processInfo.environment["MUSTER_SEED"].flatMap { UInt64($0) } ?? 1

    @Test func nothingAcknowledgedIsLostInAnyPowerCut() async throws {
        let log = SimulatedLog()
        let bases = [
            try await log.disk(bare: 0, numbered: 0), try await log.disk(bare: 0, numbered: 246),
            try await log.disk(bare: 65_500, numbered: 28),
        ]
        let cuts = Counter()
        let runs = Array(Self.seed..<Self.seed + 100_000)
        _ = try await Cases(runs).each { seed in
            guard cuts.value < Self.wanted else { return }
            let base = bases[Int(seed % 8) < 3 ? 0 : Int(seed % 8) < 7 ? 1 : 2]
            let run = PowerRun(on: base.afterPowerCut(.none), promises: Promises(), seed: seed, chance: 0.06)
            try await run.run(log, steps: 14, first: 200_000)
            for picture in run.pictures {
                // A third of the cuts strike again during the start and the appends that follow the first.
                if picture.name.hasSuffix("3") || picture.name.hasSuffix("6") || picture.name.hasSuffix("9") {
                    let again = PowerRun(
                        on: picture.disk.afterPowerCut(.all), promises: Promises(picture.promises), seed: seed,
                        chance: 0.02)
                    try await again.run(log, steps: 2, first: 300_000)
                    for second in again.pictures {
                        cuts.add()
                        try await second.promises.check(log, on: second.disk, "\(picture.name), then \(second.name)")
                    }
                }
                cuts.add()
                try await picture.promises.check(log, on: picture.disk, picture.name)
            }
        }
        #expect(cuts.value >= Self.wanted)
        print("power loss: \(cuts.value) cuts")
    }
}
