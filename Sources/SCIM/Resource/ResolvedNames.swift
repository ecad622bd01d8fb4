import Synchronization

/// The names of a projection as resource types understand them, found out once for each type: a page has many resources, and
/// a resource many attributes.
final class Resolved: Sendable {
    struct Names: Sendable {
        let included: Targets
        let excluded: Targets
        let sent: Targets
    }

    /// What names touch, by the attribute under its extension's URN.
    struct Targets: Sendable {
        private var byPath: [String: [Attribute?]] = [:]
        private var extensions: Set<String> = []

        init(_ references: [AttributeReference], _ type: ResourceType) {
            for reference in references {
                switch type.resolve(reference) {
                case .schemaExtension(let schema)?: extensions.insert(schema.id)
                case .place(let place)?:
                    byPath[Self.path(place.attribute, place.container), default: []].append(place.sub)
                case nil: break
                }
            }
        }

        /// What touches an attribute: the attribute as a whole (nil), or one of its sub-attributes.
        func hits(_ attribute: Attribute, _ container: Schema?) -> [Attribute?] {
            let hits = byPath[Self.path(attribute, container)] ?? []
            return container.map { extensions.contains($0.id) } ?? false ? hits + [nil] : hits
        }

        private static func path(_ attribute: Attribute, _ container: Schema?) -> String {
            (container.map { $0.id + ":" } ?? "") + attribute.name
        }
    }

    private let references: (included: [AttributeReference], excluded: [AttributeReference], sent: [AttributeReference])
    private let known = Mutex<[String: Names]>([:])

    init(included: [AttributeReference], excluded: [AttributeReference], sent: [AttributeReference]) {
        references = (included, excluded, sent)
    }

    func names(in type: ResourceType) -> Names {
        known.withLock { known in
            if let names = known[type.schema.id] { return names }
            let names = Names(
                included: Targets(references.included, type), excluded: Targets(references.excluded, type),
                sent: Targets(references.sent, type))
            known[type.schema.id] = names
            return names
        }
    }
}
