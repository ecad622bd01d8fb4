package import Records

/// A record before it is known who made it: what happened to whom.
package struct Draft: Sendable, Equatable {
    package var action: Action
    package var subject: Party
    package var resources: [Party]
    package var changes: [Change]
    package var reason: String?
    /// Whether it makes an account that nobody can use yet: marked, so that it is found without reading the changes.
    package var isInactive = false

    package init(
        _ action: Action, subject: Party, resources: [Party] = [], changes: [Change] = [], reason: String? = nil
    ) {
        self.action = action
        self.subject = subject
        self.resources = resources
        self.changes = changes
        self.reason = reason
    }
}
