package import JSON
package import Records

/// Says what a difference of two states of a resource means: which actions, on whom.
///
/// The verb of the request plays no part: deactivation is the step of `active` from true or unset to false, whoever
/// asks for it in whatever way.
package struct Classifier: Sendable {
    package let difference: any StateDifference
    /// Whose the names of roles and entitlements are.
    package let namespace: String

    package init(_ difference: any StateDifference, namespace: String) {
        self.difference = difference
        self.namespace = namespace
    }

    private var isUser: Bool { difference.isUser }

    /// The records of a resource that comes to be.
    package func creation(_ subject: Party, of state: JSONObject) -> [Draft] {
        var created = Draft(
            difference.createAction, subject: subject, changes: difference.creation(of: state))
        guard isUser else { return [created] }
        created.isInactive = state["active"]?.boolValue == false
        return [created] + grants(subject, from: JSONObject(), to: state)
    }

    /// The records of a resource that ends: the roles and entitlements that it loses, then its last state.
    package func deletion(_ subject: Party, of state: JSONObject) -> [Draft] {
        let ended = Draft(
            difference.deleteAction, subject: subject, changes: difference.deletion(of: state))
        guard isUser else { return [ended] }
        return grants(subject, from: state, to: JSONObject()) + [ended]
    }

    /// The records of a resource that changes, none when it does not.
    package func update(_ subject: Party, from before: JSONObject, to after: JSONObject) -> [Draft] {
        let changes = difference.changes(from: before, to: after)
        guard isUser else {
            return changes.isEmpty ? [] : [Draft(difference.updateAction, subject: subject, changes: changes)]
        }
        var special: [Draft] = []
        var rest: [Change] = []
        for change in changes {
            if let draft = grant(change, subject) ?? standing(change, subject) {
                special.append(draft)
            } else {
                special += untold(change, subject)
                rest.append(change)
            }
        }
        if !rest.isEmpty { special.append(Draft(.userUpdate, subject: subject, changes: rest)) }
        return special
    }

    private func grants(_ subject: Party, from before: JSONObject, to after: JSONObject) -> [Draft] {
        difference.grants(from: before, to: after).flatMap { change in
            grant(change, subject).map { [$0] } ?? untold(change, subject)
        }
    }

    /// The roles or entitlements that came and went in a list whose elements no path can tell apart: without a `value`,
    /// with a very long one, or the same twice. Each record tells its element under the path of the list; what makes
    /// the state is the change of the whole list in the record behind them (`Record.stateChanges`).
    private func untold(_ change: Change, _ subject: Party) -> [Draft] {
        guard change.path == "roles" || change.path == "entitlements" else { return [] }
        let isRole = change.path == "roles"
        var (lost, came) = (change.before?.arrayValue ?? [], change.after?.arrayValue ?? [])
        // What is the same stayed; of the rest, what is called the same is merely said otherwise.
        (lost, came) = Self.without(lost, came) { difference.canonicalBytes($0, of: change.path) }
        (lost, came) = Self.without(lost, came) { Array(Self.name(of: $0).utf8) }
        func draft(_ element: JSONValue, _ action: Action, _ change: Change) -> Draft {
            let resource = party(of: element, kind: isRole ? "role" : "entitlement")
            return Draft(action, subject: subject, resources: [resource], changes: [change])
        }
        return lost.map {
            draft(
                $0, isRole ? .roleRevoke : .permissionRevoke, Change(verbatim: change.path, before: $0, after: nil))
        }
            + came.map {
                draft(
                    $0, isRole ? .roleAssign : .permissionGrant, Change(verbatim: change.path, before: nil, after: $0))
            }
    }

    /// Two lists without the pairs of elements, one of each, that have the same key.
    private static func without(
        _ left: [JSONValue], _ right: [JSONValue], _ key: (JSONValue) -> [UInt8]
    ) -> ([JSONValue], [JSONValue]) {
        var counts: [[UInt8]: Int] = [:]
        for element in left { counts[key(element), default: 0] += 1 }
        var pairs: [[UInt8]: Int] = [:]
        let rest = right.filter { element in
            let key = key(element)
            guard let count = counts[key], count > 0 else { return true }
            counts[key] = count - 1
            pairs[key, default: 0] += 1
            return false
        }
        let kept = left.filter { element in
            let key = key(element)
            guard let count = pairs[key], count > 0 else { return true }
            pairs[key] = count - 1
            return false
        }
        return (kept, rest)
    }

    /// What an element is called, for want of anything better by its whole text.
    private static func name(of element: JSONValue) -> String {
        element["value"]?.stringValue ?? element["display"]?.stringValue ?? element.text
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
        let resource = party(of: element, kind: isRole ? "role" : "entitlement")
        return Draft(action, subject: subject, resources: [resource], changes: [change])
    }

    /// The role or entitlement that an element stands for. Entra puts a whole JSON object into `value`: then its own id
    /// and name are taken, while the change keeps the text as it came.
    private func party(of element: JSONValue, kind: String) -> Party {
        let value = Self.identifier(Self.name(of: element))
        let display = Self.short(element["display"])
        var party = Party(type: kind, id: value, namespace: namespace, name: display)
        if value.utf8.first == UInt8(ascii: "{"), let inner = try? JSONValue(parsing: value),
            let id = (inner["id"] ?? inner["value"])?.stringValue, !id.isEmpty
        {
            party.id = id
            party.name = Self.short(inner["displayName"]) ?? Self.short(inner["value"]) ?? display
        }
        return party
    }

    // Identifiers are bounded and hold no control characters; the element itself stands in the change as it came.
    private static func identifier(_ name: String) -> String {
        var text = ""
        var size = 0
        for scalar in name.unicodeScalars {
            let kept: Unicode.Scalar = scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
            size += UTF8.width(kept)
            guard size <= 1_000 else { break }
            text.unicodeScalars.append(kept)
        }
        return text.isEmpty ? "unnamed" : text
    }

    // A name that a record cannot hold stands in the change only.
    private static func short(_ value: JSONValue?) -> String? {
        value?.stringValue.flatMap { $0.utf8.count <= RecordLimits.name ? $0 : Optional.none }
    }
}
