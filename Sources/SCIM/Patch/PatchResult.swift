package import JSON

/// What a PATCH makes of a resource.
package struct PatchResult: Sendable {
    package var content: ResourceContent
    /// What it asks of the members, in order; only for groups.
    package var memberEdits: [MemberEdit] = []
}

extension Patch {
    /// Applies every operation in order, or none: the first that cannot be applied throws.
    ///
    /// - Parameters:
    ///   - resource: The resource with its `id`, members excepted.
    ///   - type: Its type.
    /// - Returns: The content that the operations lead to, and what they ask of the members.
    /// - Throws: The refusal of the first operation that cannot be applied.
    package func apply(to resource: JSONObject, of type: ResourceType) throws(SCIMError) -> PatchResult {
        var application = PatchApplication(resource: resource, type: type, leniency: leniency)
        for operation in operations { try application.apply(operation) }
        try ResourceReader(type, leniency).requireAll(application.result.content)
        return application.result
    }
}
