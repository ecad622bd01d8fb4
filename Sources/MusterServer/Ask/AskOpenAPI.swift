/// What the ask doors share in `/openapi.json`.
enum AskOpenAPI {
    /// Parameters of the query as an OpenAPI array's elements: name, schema, description.
    static func parameters(_ parameters: [(name: String, schema: String, description: String)]) -> String {
        parameters.map {
            """
            {"name": "\($0.name)", "in": "query", "schema": \($0.schema), "description": "\($0.description)"}
            """
        }.joined(separator: ",\n")
    }

    static let text = #"{"type": "string"}"#
    static let number = #"{"type": "integer", "minimum": 0}"#
    static let time = #"{"type": "string", "format": "date-time"}"#

    static let order = (
        name: "order", schema: #"{"enum": ["newest", "oldest"], "default": "newest"}"#,
        description: "Order of the log: newest or oldest first."
    )
    static let limit = (
        name: "limit", schema: #"{"type": "integer", "minimum": 1, "maximum": 500, "default": 50}"#,
        description: "Events on a page; more than 500 counts as 500."
    )
    static let cursor = (
        name: "cursor", schema: number,
        description: "The index after which the page begins: next of the page before, or any index."
    )
    static let wait = (
        name: "wait", schema: number,
        description:
            "Answer once the entry with that index is in the catalog (10 s at most, then 504): read your writes."
    )

    static let log = (
        name: "log", schema: text,
        description: "The log; a token belongs to one log, and may name that one only. Left out, it is the token's own."
    )

    static let zone = (
        name: "zone", schema: text,
        description: "Where dates and times without a zone are meant: UTC (usual) or a name such as Europe/Berlin."
    )

    /// A path parameter, as an element of an array.
    static func path(_ name: String, _ description: String, schema: String = text) -> String {
        """
        {"name": "\(name)", "in": "path", "required": true, "schema": \(schema), "description": "\(description)"}
        """
    }

    /// Answers other than 200, as members of an object.
    static func problems(_ statuses: [Int]) -> String {
        statuses.map { ##""\##($0)": {"$ref": "#/components/responses/Problem"}"## }.joined(separator: ", ")
    }

    /// A page of events, with further properties before it.
    static func page(_ properties: String = "") -> String {
        """
        {"type": "object", "required": ["events", "next"], "properties": {\(properties)
          "events": {"type": "array", "items": \(event)},
          "next": {"type": ["integer", "null"], "description": "cursor of the next page; null at the end"}}}
        """
    }

    static let event = """
        {"description": "A record as the log holds it, with the entry's index, time and kind.",
         "allOf": [{"type": "object", "required": ["index", "time", "kind"], "properties": {
           "index": {"type": "integer"}, "time": {"type": "string", "format": "date-time"},
           "kind": {"type": "string", "description": "record, admin, genesis, or a kind of a later version"},
           "action": {"type": "string"}, "outcome": {"type": "string"}, "recordedBy": {"type": "string"},
           "unreadable": {"type": "array", "items": {"type": "string"},
             "description": "labels under whose keys parts are sealed that can no longer be opened"},
           "genesis": {"type": "object"}}}]}
        """
}
