package import JSON

/// What a client asks of a collection, from the query of a GET or from the body of `POST …/.search`
/// (RFC 7644 sections 3.4.2 and 3.4.3).
package struct SearchRequest: Sendable {
    package var filter: Filter?
    package var projection: Projection
    /// One-based; anything below 1 was taken as 1.
    package var startIndex = 1
    /// The most resources to return; nil when the client left it to the service; negative was taken as 0.
    package var count: Int?

    /// Reads query parameters; unknown ones are ignored (Entra sends its flags there).
    package init(query: [(String, String)]) throws(SCIMError) {
        func parameter(_ name: String) -> String? { query.first { $0.0.isSameName(as: name) }?.1 }
        filter = try parameter("filter").map { text throws(SCIMError) in try Filter(parsing: text) }
        projection = try Projection(
            attributes: Self.names(parameter("attributes")),
            excluding: Self.names(parameter("excludedAttributes")))
        startIndex = max(
            1,
            try parameter("startIndex").map { text throws(SCIMError) in
                try Self.number(text, "startIndex")
            } ?? 1)
        count = try parameter("count").map { text throws(SCIMError) in max(0, try Self.number(text, "count")) }
        try Self.refuseSorting(parameter("sortBy"))
    }

    /// Reads the body of a search.
    package init(body: JSONValue) throws(SCIMError) {
        let members = try MessageMembers(body, schema: SchemaURN.searchRequest)
        let text = try members.string("filter")
        filter = try text.map { text throws(SCIMError) in try Filter(parsing: text) }
        projection = try Projection(
            attributes: try members.strings("attributes"), excluding: try members.strings("excludedAttributes"))
        startIndex = max(1, try members.integer("startIndex") ?? 1)
        count = try members.integer("count").map { max(0, $0) }
        try Self.refuseSorting(try members.string("sortBy"))
    }

    private static func names(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    }

    private static func number(_ text: String, _ name: String) throws(SCIMError) -> Int {
        guard let number = Int(text) else {
            throw SCIMError.invalidValue(name, "must be a whole number")
        }
        return number
    }

    // RFC 7644 section 3.4.2.3 lets a service that does not sort ignore the parameter: the order of identifiers stays.
    private static func refuseSorting(_ attribute: String?) throws(SCIMError) {
        guard let attribute, !attribute.isEmpty else { return }
        _ = try AttributeReference(parsing: attribute)
    }
}

extension Substring {
    var trimmingSpaces: String {
        var rest = self
        while rest.utf8.first == 0x20 { rest = rest.dropFirst() }
        while rest.utf8.last == 0x20 { rest = rest.dropLast() }
        return String(rest)
    }
}
