/// One line of an entry that names a label: in which role, how often before, and where last.
package struct Reference: Hashable, Sendable {
    /// What the label is to the entry; the raw value is the line's name.
    package enum Role: String, Sendable, CaseIterable {
        case subject, actor, behalf, resource
    }

    package let role: Role
    package let label: Label
    /// How many earlier entries name the label.
    package let count: UInt64
    /// Index of the newest of them; nil exactly when there are none.
    package let previous: UInt64?

    package init(role: Role, label: Label, count: UInt64, previous: UInt64?) {
        self.role = role
        self.label = label
        self.count = count
        self.previous = previous
    }
}
