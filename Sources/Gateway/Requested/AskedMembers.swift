import SCIM

/// What a write asks for of a group's members, one operation after the other.
struct AskedMembers: Sendable, Equatable {
    /// By id, whether they are to be members.
    private(set) var wanted: [String: Bool] = [:]
    /// Whether all others are to go.
    private(set) var isWhole = false
    /// Whether an operation names members in a way that nobody can judge.
    var isUnclear = false
    /// Whether a replacement of the group says nothing of its members.
    var areLeftOut = false

    var isEmpty: Bool { wanted.isEmpty && !isWhole && !isUnclear }

    mutating func add(_ ids: [String]) { for id in ids { wanted[id] = true } }
    mutating func remove(_ ids: [String]) { for id in ids { wanted[id] = false } }
    /// Leaves it open what was asked of members whose ids are not known.
    mutating func leaveOpen(_ isOpen: (String) -> Bool) {
        guard wanted.keys.contains(where: isOpen) else { return }
        wanted = wanted.filter { !isOpen($0.key) }
        isUnclear = true
    }
    mutating func removeAll() {
        (wanted, isWhole, isUnclear) = ([:], true, false)
    }

    /// Whether somebody is to be a member; nil when nothing was asked of them.
    func wants(_ id: String) -> Bool? { wanted[id] ?? (isWhole ? false : nil) }

    /// The members that are not as they were asked for, by id in order, with what was asked; nil where they cannot be seen.
    func differing(from seen: ObservedMembers) -> [(id: String, isWanted: Bool)]? {
        guard !isEmpty else { return [] }
        switch seen {
        case .notAsked, .unknown: return nil
        case .some(let members):
            guard !isWhole, wanted.keys.allSatisfy({ members[$0] != nil }) else { return nil }
            return sorted(wanted.filter { members[$0.key] != $0.value })
        case .all(let members):
            var odd = wanted.filter { (members[$0.key] != nil) != $0.value }
            if isWhole { for id in members.keys where wanted[id] == nil { odd[id] = false } }
            guard !odd.isEmpty else { return [] }
            // Services spell ids in their own way.
            let shown = Set(members.keys.map(\.caseFolded))
            let asked = Set(wanted.lazy.filter(\.value).map(\.key.caseFolded))
            return sorted(
                odd.filter { id, isWanted in
                    !(isWanted ? shown : asked).contains(id.caseFolded)
                })
        }
    }

    private func sorted(_ members: [String: Bool]) -> [(id: String, isWanted: Bool)] {
        members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
