/// The resource types of a service: User and Group, what a configuration adds to them, and types of its own.
package struct ResourceTypes: Sendable {
    /// `User` first, `Group` second, then those of the configuration in their order.
    package let all: [ResourceType]

    /// What RFC 7643 defines, and nothing else.
    package static let standard = ResourceTypes()

    /// Adds extensions to the types of RFC 7643, and further types behind them.
    ///
    /// - Parameters:
    ///   - extensions: schemas by the name of the type that they extend; the names were checked.
    ///   - more: types beside User and Group; names, endpoints and URNs were checked to be unique.
    package init(extensions: [(type: String, schema: Schema)] = [], more: [ResourceType] = []) {
        all = ([.user, .group] + more).map { type in
            type.extended(by: extensions.filter { $0.type.isSameName(as: type.name) }.map(\.schema))
        }
    }

    package var user: ResourceType { all[0] }
    package var group: ResourceType { all[1] }

    /// Every schema once, in the order of the listing.
    package var schemas: [Schema] {
        var known: Set<String> = []
        return all.flatMap { [$0.schema] + $0.extensions }.filter { known.insert($0.id).inserted }
    }

    /// The type with that name, in any case.
    package func type(named name: String) -> ResourceType? { all.first { $0.name.isSameName(as: name) } }
}

extension ResourceType {
    fileprivate func extended(by schemas: [Schema]) -> ResourceType {
        ResourceType(
            name: name, endpoint: endpoint, summary: summary, schema: schema, extensions: extensions + schemas)
    }
}
