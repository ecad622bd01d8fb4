import Catalog
import JSON
import Recorder
import Records

/// Who had what, worked out the simple way: all records are gone through in order, and what holds is kept in a dictionary.
struct ReferenceAccess {
    struct Pair: Hashable {
        let holder: String
        let held: String
        let isEligible: Bool
    }

    /// What holds directly, with the index of the record that began it.
    private(set) var direct: [Pair: UInt64] = [:]
    /// What keeps each account from use, with the record that did it first; and where it was last freed of all.
    private(set) var hindrances: [String: [String: UInt64]] = [:]
    private(set) var freed: [String: UInt64] = [:]

    /// How an account stands, by the worst that holds.
    func state(of person: String) -> (name: String, index: UInt64)? {
        for (step, name) in [("delete", "deleted"), ("disable", "disabled"), ("lock", "locked")] {
            if let index = hindrances[person]?[step] { return (name, index) }
        }
        return freed[person].map { ("enabled", $0) }
    }

    /// How it was at a moment, which counts, according to the whole log.
    init(_ records: [CommittedRecord], at time: Timestamp, view: AccessView) {
        func moment(_ record: CommittedRecord) -> Timestamp {
            view == .recorded ? record.entry.time : record.record?.occurredAt ?? record.entry.time
        }
        let counting = records.filter { moment($0) <= time && $0.record != nil }
        let ordered = counting.sorted { left, right in
            let (a, b) = (moment(left), moment(right))
            return view == .effective && a != b ? a < b : left.index < right.index
        }
        for committed in ordered { take(committed.record!, committed.index) }
    }

    /// How it was after the first records.
    init(_ records: ArraySlice<CommittedRecord>) {
        for committed in records { if let record = committed.record { take(record, committed.index) } }
    }

    private mutating func take(_ record: Record, _ index: UInt64) {
        guard record.outcome == .success || record.outcome == .observed else { return }
        let action = record.action.rawValue
        let begins = ["add", "assign", "grant"].contains { action.hasSuffix(".\($0)") }
        let ends = ["remove", "revoke", "expire"].contains { action.hasSuffix(".\($0)") }
        for resource in record.resources where begins || ends {
            for isEligible in begins ? [action == "role.eligible.assign"] : [false, true] {
                let pair = Pair(holder: record.subject.id, held: resource.id, isEligible: isEligible)
                if ends {
                    let wasHeld = direct.removeValue(forKey: pair) != nil
                    // What runs out is the activation; what may be activated stays.
                    if wasHeld, action == "access.expire" { break }
                } else if direct[pair] == nil {
                    direct[pair] = index
                }
            }
        }
        if action.hasSuffix(".delete") {
            for pair in direct.keys where pair.holder == record.subject.id || pair.held == record.subject.id {
                direct[pair] = nil
            }
        }
        let person = record.subject.id
        var step = action
        if let change = record.changes.first,
            ["active", "urn:ietf:params:scim:schemas:core:2.0:user:active"].contains(change.path.lowercased())
        {
            switch change.after {
            case .bool(true), "true", "True": step = "user.enable"
            case .bool(false), "false", "False": step = "user.disable"
            default: break
            }
        }
        switch step {
        case "user.delete", "user.disable", "user.lock":
            let step = String(step.dropFirst(5))
            if hindrances[person]?[step] == nil { hindrances[person, default: [:]][step] = index }
        case "user.enable", "user.unlock":
            let wasFree = freed[person] != nil && hindrances[person]?.isEmpty ?? true
            for step in step == "user.enable" ? ["delete", "disable"] : ["lock"] { hindrances[person]?[step] = nil }
            if !wasFree, hindrances[person]?.isEmpty ?? true { freed[person] = index }
        default: break
        }
    }

    /// Something that is reached, actively or as eligible only.
    struct Reach: Hashable {
        let node: String
        let isEligible: Bool
    }

    /// Everything that is reached from a node, with the fewest steps to it: as eligible when some step is, or all is from the
    /// start.
    func reached(from node: String, isEligible: Bool = false) -> [Reach: Int] {
        var found: [Reach: Int] = [:]
        var edge: Set<Reach> = [Reach(node: node, isEligible: isEligible)]
        var steps = 0
        while !edge.isEmpty {
            steps += 1
            var next: Set<Reach> = []
            for at in edge {
                for pair in direct.keys where pair.holder == at.node && pair.held != node {
                    next.insert(Reach(node: pair.held, isEligible: at.isEligible || pair.isEligible))
                }
            }
            edge = next.filter { found[$0] == nil }
            for reach in edge { found[reach] = steps }
        }
        return found
    }
}
