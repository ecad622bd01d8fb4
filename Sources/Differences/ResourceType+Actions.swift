package import Records
package import SCIM

extension ResourceType {
    /// The actions of a type's life: canonical for users and groups, `x.scim.<type>.…` for types of a configuration.
    package var createAction: Action { action("create", .userCreate, .groupCreate) }
    package var updateAction: Action { action("update", .userUpdate, .groupUpdate) }
    package var deleteAction: Action { action("delete", .userDelete, .groupDelete) }

    package var isUser: Bool { schema.id == Schema.user.id }
    package var isGroup: Bool { schema.id == Schema.group.id }

    private func action(_ verb: String, _ user: Action, _ group: Action) -> Action {
        if isUser { return user }
        if isGroup { return group }
        // A configured name is of letters and digits, so this is well formed always.
        return Action(rawValue: "x.scim.\(name.caseFolded).\(verb)") ?? group
    }
}
