package import JSON
package import Records
import SCIM

/// Says what a difference of two states of a resource means: which actions, on whom.
///
/// The verb of the request plays no part: deactivation is the step of `active` from true or unset to false, whoever asks
/// for it in whatever way.
package struct Classifier: Sendable {
    package let difference: ResourceDifference

    package init(_ kind: StoredResource.Kind) { difference = kind.difference }

    private var isUser: Bool { difference.type.isUser }

    /// The records of a resource that comes to be.
    package func creation(_ subject: Party, of state: JSONObject) -> [Draft] {
        var created = Draft(
            difference.type.createAction, subject: subject, changes: difference.creation(of: state))
        guard isUser else { return [created] }
        created.isInactive = state["active"]?.boolValue == false
        return [created] + difference.grants(from: JSONObject(), to: state).compactMap { grant($0, subject) }
    }

    /// The records of a resource that ends: the roles and entitlements that it loses, then its last state.
    package func deletion(_ subject: Party, of state: JSONObject) -> [Draft] {
        let ended = Draft(
            difference.type.deleteAction, subject: subject, changes: difference.deletion(of: state))
        guard isUser else { return [ended] }
        return difference.grants(from: state, to: JSONObject()).compactMap { grant($0, subject) } + [ended]
    }

    /// The records of a resource that changes, none when it does not.
    package func update(_ subject: Party, from before: JSONObject, to after: JSONObject) -> [Draft] {
        let changes = difference.changes(from: before, to: after)
        guard isUser else {
            return changes.isEmpty ? [] : [Draft(difference.type.updateAction, subject: subject, changes: changes)]
        }
        var special: [Draft] = []
        var rest: [Change] = []
        for change in changes {
            if let draft = grant(change, subject) ?? standing(change, subject) {
                special.append(draft)
            } else {
                rest.append(change)
            }
        }
        if !rest.isEmpty { special.append(Draft(.userUpdate, subject: subject, changes: rest)) }
        return special
    }

    // Name and status have actions of their own. Unset counts as active.
    private func standing(_ change: Change, _ subject: Party) -> Draft? {
        switch change.path {
        case "userName": return Draft(.userRename, subject: subject, changes: [change])
        case "active":
            let wasActive = change.before?.boolValue ?? true
            let isActive = change.after?.boolValue ?? true
            guard wasActive != isActive else { return nil }
            return Draft(isActive ? .userEnable : .userDisable, subject: subject, changes: [change])
        default: return nil
        }
    }

    /// The record of one role or entitlement that came or went; nil for one that merely changed.
    private func grant(_ change: Change, _ subject: Party) -> Draft? {
        let isRole = change.path.utf8.starts(with: "roles[".utf8)
        guard isRole || change.path.utf8.starts(with: "entitlements[".utf8) else { return nil }
        let action: Action
        switch (change.before, change.after) {
        case (nil, _?): action = isRole ? .roleAssign : .permissionGrant
        case (_?, nil): action = isRole ? .roleRevoke : .permissionRevoke
        default: return nil
        }
        guard let element = change.after ?? change.before else { return nil }
        let resource = Self.party(of: element, kind: isRole ? "role" : "entitlement")
        return Draft(action, subject: subject, resources: [resource], changes: [change])
    }

    /// The role or entitlement that an element stands for. Entra puts a whole JSON object into `value`: then its own id
    /// and name are taken, while the change keeps the text as it came.
    private static func party(of element: JSONValue, kind: String) -> Party {
        let value = element["value"]?.stringValue ?? ""
        let display = short(element["display"])
        var party = Party(type: kind, id: value, namespace: Draft.namespace, name: display)
        if value.utf8.first == UInt8(ascii: "{"), let inner = try? JSONValue(parsing: value),
            let id = (inner["id"] ?? inner["value"])?.stringValue, !id.isEmpty
        {
            party.id = id
            party.name = short(inner["displayName"]) ?? short(inner["value"]) ?? display
        }
        return party
    }

    // A name that a record cannot hold stands in the change only.
    private static func short(_ value: JSONValue?) -> String? {
        value?.stringValue.flatMap { $0.utf8.count <= RecordLimits.name ? $0 : Optional.none }
    }
}
