package import JSON

/// What a client asks of a collection, from the query of a GET or from the body of `POST …/.search`
/// (RFC 7644 sections 3.4.2 and 3.4.3, RFC 9865).
package struct SearchRequest: Sendable {
    /// Where a page begins.
    package enum Page: Sendable, Equatable {
        /// One-based; anything below 1 was taken as 1.
        case index(Int)
        /// A cursor of ours, empty for the first page.
        case cursor(String)
    }

    package var filter: Filter?
    package var projection: Projection
    package var sort: Sort?
    package var page = Page.index(1)
    /// The most resources to return; nil when the client left it to the service; negative was taken as 0.
    package var count: Int?
    /// What must stay the same from page to page, as it was sent.
    package var fixed: [String] = []

    /// Reads query parameters; unknown ones are ignored (Entra sends its flags there).
    package init(query: [(String, String)], _ leniency: Leniency = .providers) throws(SCIMError) {
        func parameter(_ name: String) -> String? { query.first { $0.0.isSameName(as: name) }?.1 }
        try self.init(
            Parameters(
                filter: parameter("filter"), attributes: Self.names(parameter("attributes")),
                excluded: Self.names(parameter("excludedAttributes")), sortBy: parameter("sortBy"),
                sortOrder: parameter("sortOrder"), startIndex: try Self.number(parameter("startIndex"), "startIndex"),
                count: try Self.number(
                    parameter("count"), "count", parameter("cursor") == nil ? .invalidValue : .invalidCount),
                cursor: parameter("cursor")), leniency)
    }

    /// Which attributes an answer about one resource shows: of its parameters these alone count.
    package static func projection(of query: [(String, String)]) throws(SCIMError) -> Projection {
        func names(_ name: String) -> [String] { Self.names(query.first { $0.0.isSameName(as: name) }?.1) }
        return try Projection(attributes: names("attributes"), excluding: names("excludedAttributes"))
    }

    /// Reads the body of a search.
    package init(body: JSONValue, _ leniency: Leniency = .providers) throws(SCIMError) {
        let members = try MessageMembers(body, schema: SchemaURN.searchRequest, leniency)
        try self.init(
            Parameters(
                filter: try members.string("filter"), attributes: try members.strings("attributes"),
                excluded: try members.strings("excludedAttributes"), sortBy: try members.string("sortBy"),
                sortOrder: try members.string("sortOrder"), startIndex: try members.integer("startIndex"),
                count: try members.integer("count"), cursor: try members.string("cursor")), leniency)
    }

    private struct Parameters {
        var filter: String?
        var attributes: [String]
        var excluded: [String]
        var sortBy: String?
        var sortOrder: String?
        var startIndex: Int?
        var count: Int?
        var cursor: String?
    }

    private init(_ parameters: Parameters, _ leniency: Leniency) throws(SCIMError) {
        filter = try parameters.filter.map { text throws(SCIMError) in try Filter(parsing: text, leniency) }
        projection = try Projection(attributes: parameters.attributes, excluding: parameters.excluded)
        sort = try Sort(by: parameters.sortBy, order: parameters.sortOrder)
        count = parameters.count.map { max(0, $0) }
        if let cursor = parameters.cursor {
            guard parameters.startIndex == nil else {
                throw SCIMError.invalidValue("startIndex", "cannot be given together with cursor")
            }
            guard count != 0 else {
                throw SCIMError(
                    status: 400, .invalidCount, "count must be 1 or more with a cursor.", attribute: "count")
            }
            page = .cursor(cursor)
        } else {
            page = .index(max(1, parameters.startIndex ?? 1))
        }
        fixed =
            [parameters.filter ?? "", parameters.sortBy ?? "", parameters.sortOrder ?? ""]
            + [parameters.attributes.joined(separator: ","), parameters.excluded.joined(separator: ",")]
    }

    private static func names(_ list: String?) -> [String] {
        (list ?? "").split(separator: ",").map { $0.trimmingSpaces }.filter { !$0.isEmpty }
    }

    private static func number(
        _ text: String?, _ name: String, _ scimType: SCIMError.ScimType = .invalidValue
    ) throws(SCIMError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else {
            throw SCIMError(status: 400, scimType, "\(name) must be a whole number.", attribute: name)
        }
        return number
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
