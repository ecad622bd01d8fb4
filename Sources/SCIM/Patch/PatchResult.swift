package import JSON

/// What a PATCH makes of a resource.
package struct PatchResult: Sendable {
    package var content: ResourceContent
    /// What it asks of the members, in order; only for groups.
    package var memberEdits: [MemberEdit] = []
}

extension Patch {
    /// The most units of a `FilterMeter` that the operations of one request may spend on finding values of lists.
    package static let mostComparisons = 500_000

    /// Applies every operation in order, or none: the first that cannot be applied throws.
    ///
    /// - Parameters:
    ///   - resource: The resource with its `id`, members excepted.
    ///   - type: Its type.
    ///   - meter: Counts the comparisons; nil for one of `mostComparisons`.
    /// - Returns: The content that the operations lead to, and what they ask of the members.
    /// - Throws: The refusal of the first operation that cannot be applied, `tooMany` when the filters cost too much.
    package func apply(
        to resource: JSONObject, of type: ResourceType, _ meter: FilterMeter? = nil
    ) throws(SCIMError) -> PatchResult {
        let meter =
            meter
            ?? FilterMeter(
                limit: Self.mostComparisons,
                refusal: SCIMError.tooMany(
                    "The paths of the operations take more than the limit of \(Self.mostComparisons) comparisons: select "
                        + "values by value eq \"…\", or send fewer operations at a time."))
        var application = PatchApplication(resource: resource, type: type, leniency: leniency, meter: meter)
        for operation in operations { try application.apply(operation) }
        let result = application.finished()
        try ResourceReader(type, leniency).requireAll(result.content.attributes, changedFrom: resource)
        return result
    }
}
