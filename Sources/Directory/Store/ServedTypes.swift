import Differences
import Records
package import SCIM

/// The resource types that a directory serves, each with the number under which its state knows it: made once, since every
/// request asks for them.
package final class ServedTypes: Sendable {
    package let list: ResourceTypes
    /// Every type with its number: that of its place, so a state belongs to one list of types (`fingerprint`).
    package let kinds: [StoredResource.Kind]
    private let created: [Action: StoredResource.Kind]

    package init(_ list: ResourceTypes) {
        self.list = list
        kinds = list.all.enumerated().map { StoredResource.Kind(rawValue: $0.offset, type: $0.element) }
        created = Dictionary(kinds.map { ($0.type.createAction, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package var user: ResourceType { list.user }
    package var group: ResourceType { list.group }

    package func kind(number: Int) -> StoredResource.Kind? {
        kinds.indices.contains(number) ? kinds[number] : nil
    }

    /// The type that an action creates; nil for one that creates none, or one that the configuration no longer names.
    func kind(createdBy action: Action) -> StoredResource.Kind? { created[action] }
}
