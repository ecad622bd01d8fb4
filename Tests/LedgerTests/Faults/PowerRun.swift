import DurableFiles
import Ledger
import Synchronization

/// A run of random appends on a simulated disk, of which pictures are taken at random moments: the disk as a power cut
/// then leaves it, with what was promised until then.
final class PowerRun: Sendable {
    struct Picture: Sendable {
        let disk: MemoryDisk
        let promises: Promises.Made
        let name: String
    }

    private struct State {
        var generator: SeededGenerator
        var pictures: [Picture] = []
    }

    let promises: Promises
    private let disk: MemoryDisk
    private let chance: Double
    private let state: Mutex<State>
    private let seed: UInt64

    /// A picture is taken before each call with probability `chance`.
    init(on disk: MemoryDisk, promises: Promises, seed: UInt64, chance: Double) {
        self.disk = disk
        self.promises = promises
        self.seed = seed
        self.chance = chance
        state = Mutex(State(generator: SeededGenerator(seed)))
    }

    var pictures: [Picture] { state.withLock { $0.pictures } }

    /// Appends `steps` transactions of random sizes and acknowledgements; now and then the process is killed, or a sync
    /// fails and the process is started again, and goes on with whatever the page cache has.
    func run(_ log: SimulatedLog, steps: Int, first: Int) async throws {
        var generator = SeededGenerator(seed ^ 0x5EED)
        var number = first
        var ledger = try open(log, faultIn: nil)
        for _ in 0..<steps {
            let entries = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                defer { number += 1 }
                let padding = Int.random(in: 0..<8, using: &generator) == 0 ? 9000 : 0
                return NumberedEntry(number: number, padding: padding)
            }
            let acknowledge: Acknowledgement = Bool.random(using: &generator) ? .published : .durable
            let error = await promises.append(entries, to: ledger.log, acknowledge)
            guard error != nil || Int.random(in: 0..<6, using: &generator) == 0 else { continue }
            ledger.files.kill()
            await ledger.log.close()
            let fault = Bool.random(using: &generator) ? Int.random(in: 1...30, using: &generator) : nil
            ledger = try open(log, faultIn: fault)
        }
        await ledger.log.close()
    }

    private func open(_ log: SimulatedLog, faultIn syncs: Int?) throws -> (log: Ledger, files: FaultyFiles) {
        let files = FaultyFiles(disk, failingSync: syncs) { [self] _ in observe() }
        do throws(LedgerError) { return (try log.open(on: files), files) } catch {
            guard case .file(let reason) = error, reason.isSync else { throw error }
            return try open(log, faultIn: nil)
        }
    }

    /// Called before each call to the disk.
    private func observe() {
        let made = promises.made
        let (picture, writeBack) = state.withLock { state -> (UInt64?, UInt64?) in
            let picture = Double.random(in: 0..<1, using: &state.generator) < chance ? state.generator.next() : nil
            let writeBack = Int.random(in: 0..<20, using: &state.generator) == 0 ? state.generator.next() : nil
            return (picture, writeBack)
        }
        if let writeBack { disk.writeBack(seed: writeBack) }
        guard let picture else { return }
        let probability = [0, 0.1, 0.5, 0.9, 1][Int(picture % 5)]
        let cut = disk.afterPowerCut(.chance(probability, seed: picture))
        let taken = Picture(disk: cut, promises: made, name: "run \(seed), picture \(picture)")
        state.withLock { $0.pictures.append(taken) }
    }
}
