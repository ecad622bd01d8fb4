package import JSON

/// A page of results (RFC 7644 section 3.4.2).
package struct ListResponse: Sendable {
    /// Nil when it would have to be counted anew.
    package var totalResults: Int?
    /// Nil with cursors.
    package var startIndex: Int?
    /// Where the next page begins (RFC 9865); nil on the last.
    package var nextCursor: String?
    package var resources: [JSONValue]

    package init(
        totalResults: Int?, startIndex: Int? = 1, nextCursor: String? = nil, resources: [JSONValue]
    ) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.nextCursor = nextCursor
        self.resources = resources
    }

    /// The message body; `itemsPerPage` is the number of resources returned.
    package var json: JSONValue {
        var object = JSONObject([("schemas", [.string(SchemaURN.listResponse)])])
        if let totalResults { object["totalResults"] = .int(totalResults) }
        object["itemsPerPage"] = .int(resources.count)
        if let startIndex { object["startIndex"] = .int(startIndex) }
        if let nextCursor { object["nextCursor"] = .string(nextCursor) }
        object["Resources"] = .array(resources)
        return .object(object)
    }
}
