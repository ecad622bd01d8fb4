package import JSON
package import Records

/// A record of the directory before the caller is written into it.
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

    /// What stands in the record's `extra`.
    var extra: JSONObject {
        var extra = JSONObject([(Self.marker, Self.version)])
        if isInactive { extra["inactive"] = true }
        return extra
    }

    /// Member of `extra` that marks the records which make the directory's state, and the version of their form.
    /// No other door lets a record with this member in.
    package static let marker = "scim"
    package static let version: JSONValue = 1

    /// The namespace of the identifiers that the directory gives.
    package static let namespace = "scim"
}
