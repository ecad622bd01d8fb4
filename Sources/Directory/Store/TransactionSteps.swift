import Recorder
import Records

/// What the records of one transaction do, each on what those before it left.
struct TransactionSteps {
    struct Step: Sendable {
        let effect: RecordFold.Effect?
        let before: StoredResource?
        let entry: [UInt8]
    }

    private(set) var list: [Step] = []
    /// Resources as the steps so far leave them, nil for one that ended.
    private var known: [TextKey: StoredResource?] = [:]

    mutating func add(
        _ entry: CommittedRecord, _ fold: RecordFold, _ resource: (String) throws -> StoredResource?
    ) throws {
        var before: StoredResource?
        let effect = try entry.record.flatMap { record in
            try fold.effect(of: record, index: entry.index, time: entry.entry.time.milliseconds) { id in
                let found = try self.known[TextKey(id)] ?? resource(id)
                before = before ?? found
                return found
            }
        }
        switch effect {
        case .created(let resource), .updated(let resource):
            self.known.updateValue(resource, forKey: TextKey(resource.id))
        case .ended(let resource): self.known.updateValue(nil, forKey: TextKey(resource.id))
        case .membership(let group, let member, _):
            self.known.updateValue(group, forKey: TextKey(group.id))
            self.known.updateValue(member, forKey: TextKey(member.id))
        case nil: break
        }
        list.append(Step(effect: effect, before: before, entry: entry.entry.bytes))
    }
}
