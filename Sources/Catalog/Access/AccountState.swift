package import JSON

/// How an account stood.
package struct AccountState: Sendable, Equatable, JSONPart {
    package enum State: String, Sendable { case enabled, disabled, locked, deleted }
    package let state: State
    /// The record that made it so.
    package let index: UInt64

    package func write(to writer: inout JSONTextWriter) {
        writer.open()
        writer.member("state", state.rawValue)
        writer.member("index", number: index)
        writer.close()
    }
}

/// Follows the steps of one life. What was locked while it was disabled is disabled still when the lock is taken off.
struct AccountFold {
    private var deleted: Int64?
    private var disabled: Int64?
    private var locked: Int64?
    /// The step that left it enabled.
    private var enabled: Int64?

    mutating func take(_ step: LifeStep, at index: Int64) {
        let before = hindrance
        switch step {
        case .created: (deleted, disabled, locked) = (nil, nil, nil)
        case .deleted: deleted = deleted ?? index
        case .restored: deleted = nil
        case .disabled: disabled = disabled ?? index
        case .enabled: (deleted, disabled) = (nil, nil)
        case .locked: locked = locked ?? index
        case .unlocked: locked = nil
        }
        if hindrance == nil, before != nil || enabled == nil { enabled = index }
    }

    /// What keeps it from being used: the strongest of deletion, disabling and lock.
    private var hindrance: (state: AccountState.State, index: Int64)? {
        if let deleted { return (.deleted, deleted) }
        if let disabled { return (.disabled, disabled) }
        if let locked { return (.locked, locked) }
        return nil
    }

    /// Nil before the first step.
    var state: AccountState? {
        if let hindrance { return AccountState(state: hindrance.state, index: UInt64(hindrance.index)) }
        return enabled.map { AccountState(state: .enabled, index: UInt64($0)) }
    }
}
