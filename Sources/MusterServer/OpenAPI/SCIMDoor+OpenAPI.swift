extension SCIMDoor {
    static let openAPI = """
        {"/scim/v2": {"summary": "SCIM 2.0 service provider, root (RFC 7644 section 3.4.2.1; scope scim)",
          "get": {"summary": "Search all resource types", "parameters": [\(parameters)], "responses": {\(answers)}},
          \(["post", "put", "patch", "delete"].map { #""\#($0)": {"responses": {\#(notHere)}}"# }.joined(separator: ","))},
         "/scim/v2/{path}": {
          "summary": "SCIM 2.0 (RFC 7643, 7644, 9865; scope scim): Users, Groups and configured types, with the id of one; \
        .search at the root and per type; Bulk; ServiceProviderConfig, Schemas, ResourceTypes; Me is 501",
          "parameters": [{"name": "path", "in": "path", "required": true, "schema": {"type": "string"}},
            \(header("If-Match", "Entity tags or *; 412 when the resource has another")),
            \(header("If-None-Match", "Entity tags or *; 304 to a GET, 412 to a write of one of them"))],
          "get": {"summary": "A resource, a collection, or what the service can do", "parameters": [\(parameters)],
            "responses": {\(answers), "304": {"description": "The client has this version."}}},
          "post": {"summary": "Create, search (.search), or many writes at once (Bulk)", \(body),
            "responses": {\(answers), "201": {"description": "The new resource, Location in the header.", \(content)},
              "413": {"description": "The body, the change, or the number of bulk operations is over a limit.", \(content)}}},
          "put": {"summary": "Replace a resource", \(body), "responses": {\(answers)}},
          "patch": {"summary": "Change a resource, whole or not at all", \(body),
            "responses": {\(answers), "204": {"description": "Done: groups answer so unless attributes are asked for."}}},
          "delete": {"summary": "Delete a resource",
            "responses": {"204": {"description": "Deleted."}, "default": {"description": "A SCIM error.", \(content)}}}}}
        """

    private static let content = #""content": {"application/scim+json": {}}"#
    private static let answers =
        #""200": {"description": "A resource, ListResponse or BulkResponse.", \#(content)}, "default": {"description": "A SCIM error (RFC 7644 section 3.12).", \#(content)}"#
    private static let notHere = #""405": {"description": "Only GET is known here.", \#(content)}"#
    private static let body =
        #""requestBody": {"required": true, "content": {"application/scim+json": {}, "application/json": {}}}"#

    private static let parameters = [
        ("filter", "string", "RFC 7644 section 3.4.2.2, at most 16 KiB and 32 levels"),
        ("attributes", "string", "Names to return, separated by commas"),
        ("excludedAttributes", "string", "Names not to return"), ("sortBy", "string", "An attribute or sub-attribute"),
        ("sortOrder", "string", "ascending or descending"), ("startIndex", "integer", "The first result, from 1"),
        ("count", "integer", "The most results of a page"),
        ("cursor", "string", "Pages by cursor (RFC 9865): empty to begin, then nextCursor of the page before"),
    ].map { name, type, text in
        #"{"name": "\#(name)", "in": "query", "description": "\#(text)", "schema": {"type": "\#(type)"}}"#
    }.joined(separator: ",")

    private static func header(_ name: String, _ text: String) -> String {
        #"{"name": "\#(name)", "in": "header", "description": "\#(text)", "schema": {"type": "string"}}"#
    }
}
