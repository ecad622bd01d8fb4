package import JSON
package import TransparencyLog

/// An identity that some entry names, with every name it has borne.
package struct CataloguedIdentity: Sendable, Equatable {
    package struct Name: Sendable, Equatable {
        package let text: String
        /// The entry from which on the identity bore it.
        package let firstIndex: UInt64
    }

    package let label: Hash
    /// Kind, namespace and id; nil when no entry that names the identity could be opened.
    package let type: String?
    package let namespace: String?
    package let id: String?
    /// The name given last.
    package let name: String?
    package let externalId: String?
    /// All names and all external ids, in the order in which they came, a return to an earlier one
    /// too; the first `mostNames`.
    package let names: [Name]
    package let externalIds: [Name]
    /// First and last entry that name the identity in one of the parts asked for.
    package let firstIndex: UInt64
    package let lastIndex: UInt64

    /// Everybody who is one person with it, itself first; filled where its history is answered.
    package var joined = JoinedIdentities()

    package static let mostNames = 100

    /// The identity as it stands in answers.
    package var json: JSONValue {
        var object = JSONObject()
        object["type"] = type.map(JSONValue.string)
        object["namespace"] = namespace.map(JSONValue.string)
        object["id"] = id.map(JSONValue.string)
        object["name"] = name.map(JSONValue.string)
        object["externalId"] = externalId.map(JSONValue.string)
        object["label"] = .string(label.base64)
        if !names.isEmpty { object["names"] = Self.json(names, as: "name") }
        if !externalIds.isEmpty { object["externalIds"] = Self.json(externalIds, as: "externalId") }
        object["firstIndex"] = .int(firstIndex)
        object["lastIndex"] = .int(lastIndex)
        return .object(object)
    }

    private static func json(_ names: [Name], as member: String) -> JSONValue {
        .array(names.map { [member: .string($0.text), "firstIndex": .int($0.firstIndex)] })
    }
}
