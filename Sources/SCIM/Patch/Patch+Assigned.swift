import JSON

extension Patch {
    /// The attributes that the operations name, in paths or as members of their values.
    package func assigned(in type: ResourceType) -> [AttributeReference] {
        operations.flatMap { operation -> [AttributeReference] in
            guard operation.verb != .remove else { return [] }
            let members = operation.value?.objectValue?.names ?? []
            guard let path = operation.path else { return members.compactMap { AttributeReference(token: $0) } }
            guard case .schemaExtension(let schema)? = type.resolve(path.wholeReference) else {
                return [path.wholeReference]
            }
            return members.compactMap { AttributeReference(token: "\(schema.id):\($0)") }
        }
    }
}
