package import Differences
package import JSON
package import Records
package import SCIM

/// A resource as the directory holds it.
package struct StoredResource: Sendable, Equatable {
    /// Index of the entry that created it: its place in every listing.
    package var sequence: Int64
    package var id: String
    package var kind: Kind
    package var attributes: JSONObject
    /// Index of the last entry that changed it.
    package var version: Int64
    /// Milliseconds since 1970, the time of the entry that created it.
    package var created: Int64
    package var modified: Int64

    /// One of the service's resource types, and the number under which the state knows it.
    package struct Kind: Sendable, Hashable {
        package let rawValue: Int
        private let definition: Definition

        /// Shared, since a type has many parts and kinds are handed around with every resource.
        private final class Definition: Sendable {
            let type: ResourceType
            let difference: ResourceDifference

            init(_ type: ResourceType) {
                self.type = type
                difference = ResourceDifference(type)
            }
        }

        package init(rawValue: Int, type: ResourceType) {
            self.rawValue = rawValue
            definition = Definition(type)
        }

        package var type: ResourceType { definition.type }
        /// Tells two states of such a resource apart.
        package var difference: ResourceDifference { definition.difference }
        var classifier: Classifier { Classifier(difference, namespace: Draft.namespace) }

        package static let user = Kind(rawValue: 0, type: .user)
        package static let group = Kind(rawValue: 1, type: .group)

        package static func == (left: Kind, right: Kind) -> Bool { left.rawValue == right.rawValue }
        package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    }

    package var type: ResourceType { kind.type }

    /// The weak entity tag (RFC 7644 section 3.14) of what is no user, or of one who is in no group: see `Memberships`.
    package var entityTag: String { "W/\"\(version)\"" }

    /// `userName` or a group's `displayName`.
    package var name: String? { kind.name(in: attributes) }

    /// The name as it is looked up: without regard to case.
    var foldedName: TextKey? { (name?.caseFolded).map(TextKey.init) }

    /// The resource as records name it.
    package var party: Party { kind.party(id: id, attributes) }
}

extension StoredResource.Kind {
    package var partyType: String { type.name.caseFolded }

    func name(in attributes: JSONObject) -> String? {
        attributes[self == .user ? "userName" : "displayName"]?.stringValue
    }

    /// Someone or some group as records name it, with the names of a state.
    package func party(id: String, _ attributes: JSONObject) -> Party {
        Party(
            type: partyType, id: id, namespace: Draft.namespace, name: name(in: attributes),
            externalId: attributes["externalId"]?.stringValue.flatMap { $0.isEmpty ? Optional.none : $0 })
    }
}
