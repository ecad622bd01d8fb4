import JSON

extension ResourceReader {
    /// Refuses content without one of the type's required attributes; those of an extension are required where it is
    /// used.
    ///
    /// What stands as it stood `before` is let pass: an attribute that became required later must not keep anything
    /// else from being changed.
    func requireAll(_ content: JSONObject, changedFrom before: JSONObject = JSONObject()) throws(SCIMError) {
        try Self.requireAll(type.schema.attributes, in: content, changedFrom: before, under: "")
        for schema in type.extensions {
            guard let object = content[schema.id]?.objectValue else { continue }
            try Self.requireAll(
                schema.attributes, in: object, changedFrom: before[schema.id]?.objectValue ?? JSONObject(),
                under: schema.id + ":")
        }
    }

    private static func requireAll(
        _ attributes: [Attribute], in object: JSONObject, changedFrom before: JSONObject, under path: String
    ) throws(SCIMError) {
        for attribute in attributes {
            let value = object[attribute.name]
            if !before.isEmpty, value == before[attribute.name] { continue }
            if attribute.isRequired {
                guard let value, value.stringValue.map({ !$0.trimmedIsEmpty }) ?? true else {
                    throw SCIMError.invalidValue(path + attribute.name, "is required")
                }
            }
            guard let value, attribute.subAttributes.contains(where: \.isRequired) else { continue }
            for element in value.arrayValue ?? [value] {
                try requireAll(
                    attribute.subAttributes, in: element.objectValue ?? JSONObject(), changedFrom: JSONObject(),
                    under: path + attribute.name + ".")
            }
        }
    }
}
