package import Records

/// The life of an account as it is recorded.
package struct AccountLife: Sendable {
    package let label: Label
    /// The record that made it; nil when none does.
    package let created: UInt64?
    package let state: AccountState
    /// Its turns, oldest first.
    package let turns: [AccountTurn]
}

/// An account began, could be used no longer, or could be used again. Locks are no turns.
package struct AccountTurn: Sendable {
    package enum Kind: Sendable { case joined, left, returned }
    package let kind: Kind
    package let label: Label
    package let index: UInt64
}

/// Follows one life for its turns.
private struct LifeFold {
    var account = AccountFold()
    var created: Int64?
    var turns: [(kind: AccountTurn.Kind, index: Int64)] = []
    private var isGone: Bool?

    mutating func take(_ step: LifeStep, at index: Int64) {
        account.take(step, at: index)
        if step == .created, created == nil { created = index }
        let state = account.state?.state
        let isGone = state == .disabled || state == .deleted
        defer { self.isGone = isGone }
        switch (self.isGone, isGone) {
        // Made disabled: it begins all the same, and may be enabled later.
        case (nil, _) where step == .created: turns.append((.joined, index))
        case (nil, true), (false?, true): turns.append((.left, index))
        case (true?, false): turns.append((step == .created ? .joined : .returned, index))
        default: break
        }
        // One record that makes an account and disables it is no leaving.
        if turns.count > 1, turns.last?.kind == .left, turns.last?.index == turns[turns.count - 2].index {
            turns.removeLast()
        }
    }
}

extension CatalogReader {
    /// The lives of all accounts of persons and services on record, in no order.
    package func accounts() throws -> [AccountLife] {
        var steps: [LabelKey: [(index: Int64, step: LifeStep)]] = [:]
        try log.walk(0..<log.end, descending: false) { source in
            try source.each(of: [KeySpace.personalLife.rawValue]) { place, fact in
                guard let (fact, key) = LifeFact.read(fact) else { return }
                steps[key, default: []].append((source.first + Int64(place), fact.step))
            }
            return true
        }
        return try steps.compactMap { key, steps in
            guard let label = try label(key) else { return nil }
            var fold = LifeFold()
            for (index, step) in steps { fold.take(step, at: index) }
            guard let state = fold.account.state else { return nil }
            return AccountLife(
                label: label, created: fold.created.map(UInt64.init), state: state,
                turns: fold.turns.map { AccountTurn(kind: $0.kind, label: label, index: UInt64($0.index)) })
        }
    }
}
