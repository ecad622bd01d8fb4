package import JSON

/// A page of results (RFC 7644 section 3.4.2).
package struct ListResponse: Sendable {
    package var totalResults: Int
    package var startIndex: Int?
    package var resources: [JSONValue]

    package init(totalResults: Int, startIndex: Int? = 1, resources: [JSONValue]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.resources = resources
    }

    /// The message body; `itemsPerPage` is the number of resources returned.
    package var json: JSONValue {
        var object = JSONObject([
            ("schemas", [.string(SchemaURN.listResponse)]), ("totalResults", .int(totalResults)),
            ("itemsPerPage", .int(resources.count)),
        ])
        if let startIndex { object["startIndex"] = .int(startIndex) }
        object["Resources"] = .array(resources)
        return .object(object)
    }
}
