import Differences
import JSON
import Records
import SCIM

/// Names resources as records do.
struct Parties: Sendable {
    let namespace: String

    func party(_ kind: ResourceKind, _ id: String, _ state: JSONObject?) -> Party {
        Party(
            type: kind.partyType, id: id, namespace: namespace,
            name: text(state, kind.isUser ? "userName" : "displayName"), externalId: text(state, "externalId"))
    }

    /// The label of a write whose resource has no id yet.
    func request(_ id: String) -> Party { Party(type: "request", id: id, namespace: namespace) }

    /// A member as its group speaks of it: a person, unless it says that it is a group.
    func member(_ id: String, _ detail: JSONObject?) -> Party {
        let isGroup = detail?["type"]?.stringValue?.isSameName(as: "Group") ?? false
        var party = party(isGroup ? .groups : .users, id, nil)
        party.name = text(detail, "display")
        return party
    }

    // What a record cannot hold stands in the changes only.
    private func text(_ state: JSONObject?, _ name: String) -> String? {
        let value = state?.members.first { $0.name.isSameName(as: name) }?.value.stringValue
        guard let value, !value.isEmpty, value.utf8.count <= 1_000,
            !value.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }),
            !Secrets.hasToken(value)
        else { return nil }
        return value
    }
}
