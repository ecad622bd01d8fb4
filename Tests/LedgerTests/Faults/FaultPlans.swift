import Glibc

/// Everything that can go wrong with the calls of a run.
enum FaultPlans {
    /// Every call of every kind, with every fault that fits it, before and after its effect.
    ///
    /// A full disk answers as a broken one does but for the number: `withFullDisk` tries both.
    static func all(_ counts: [FaultyCall: Int], withFullDisk: Bool) -> [FaultyFiles.Plan] {
        counts.sorted { $0.key < $1.key }.flatMap { call, count in
            (1...count).flatMap { occurrence in
                faults(call.operation, withFullDisk).map { fault, isDone in
                    FaultyFiles.Plan(call: call, occurrence: occurrence, fault: fault, isDone: isDone)
                }
            }
        }
    }

    private static func faults(
        _ operation: FaultyCall.Operation, _ withFullDisk: Bool
    ) -> [(FaultyFiles.Fault, isDone: Bool)] {
        let broken: [(FaultyFiles.Fault, Bool)] = [(.error(EIO), false), (.error(EIO), true)]
        let full: [(FaultyFiles.Fault, Bool)] = [(.error(ENOSPC), false), (.error(ENOSPC), true)]
        let kill: [(FaultyFiles.Fault, Bool)] = [(.kill, false), (.kill, true)]
        switch operation {
        case .open, .read, .list, .map: return [broken[0], kill[0]]
        case .remove: return broken + kill
        case .write: return broken + (withFullDisk ? full : []) + kill + [(.short, true)]
        default: return broken + (withFullDisk ? full : []) + kill
        }
    }
}
