import JSON

/// `/openapi.json`: written by hand beside each door, put together here.
enum OpenAPIDocument {
    /// The whole document (OpenAPI 3.1) of these doors.
    static func json(of doors: [any Door.Type]) throws(JSONError) -> JSONValue {
        var paths = JSONObject()
        for door in doors {
            for (path, item) in try JSONValue(parsing: door.openAPI).objectValue?.members ?? [] {
                // Two doors may share a path, one for each method.
                var methods = paths[path]?.objectValue ?? JSONObject()
                for (name, value) in item.objectValue?.members ?? [] { methods[name] = value }
                paths[path] = .object(methods)
            }
        }
        var document = try JSONValue(parsing: frame).objectValue ?? JSONObject()
        document["paths"] = .object(paths)
        return .object(document)
    }

    private static let frame = """
        {"openapi": "3.1.0",
         "info": {"title": "Muster", "version": "1",
           "description": "Tamper-evident record of who was given access to what.",
           "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
         "security": [{"token": []}],
         "paths": {},
         "components": {
           "securitySchemes": {"token": {"type": "http", "scheme": "bearer",
             "description": "A token of one log, created with muster token create."}},
           "responses": {
             "Problem": {"description": "What was wrong, where, and what to do.",
               "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}},
           "schemas": {
             "Problem": {"type": "object", "required": ["type", "title", "status", "detail"], "properties": {
               "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
               "detail": {"type": "string"}, "field": {"type": "string"}}},
             "Party": {"type": "object", "required": ["type", "id"], "additionalProperties": false, "properties": {
               "type": {"type": "string"}, "id": {"type": "string"}, "namespace": {"type": "string"},
               "name": {"type": "string"}, "externalId": {"type": "string"}, "address": {"type": "string"},
               "agent": {"type": "string"}, "session": {"type": "string"}}},
             "Record": {"type": "object", "required": ["action", "subject"], "additionalProperties": false,
               "properties": {
               "id": {"type": "string"}, "action": {"type": "string"},
               "outcome": {"enum": ["success", "failed", "refused", "attempted", "observed"]},
               "occurredAt": {"type": "string", "format": "date-time"}, "source": {"type": "string"},
               "actor": {"$ref": "#/components/schemas/Party"}, "onBehalfOf": {"$ref": "#/components/schemas/Party"},
               "subject": {"$ref": "#/components/schemas/Party"},
               "resource": {"oneOf": [{"$ref": "#/components/schemas/Party"},
                 {"type": "array", "items": {"$ref": "#/components/schemas/Party"}}]},
               "changes": {"type": "array", "items": {"type": "object", "required": ["path"], "properties": {
                 "path": {"type": "string"}, "before": {}, "after": {}}}},
               "reason": {"type": "string"}, "transaction": {"type": "string"}, "request": {"type": "string"},
               "extra": {"type": "object"}}},
             "Result": {"type": "object", "required": ["status"], "properties": {
               "status": {"enum": ["recorded", "duplicate", "conflict", "invalid"]}, "index": {"type": "integer"},
               "receipt": {"type": "string", "description": "c2sp.org/tlog-proof@v1"},
               "error": {"type": "object", "properties": {
                 "code": {"type": "string"}, "field": {"type": "string"}, "detail": {"type": "string"}}}}},
             "Token": {"type": "object", "properties": {
               "name": {"type": "string"}, "log": {"type": "string"},
               "scopes": {"type": "array", "items": {"enum": ["write", "attest", "read", "scim", "admin"]}},
               "source": {"type": "string"},
               "created": {"type": "string", "format": "date-time"},
               "revoked": {"type": ["string", "null"], "format": "date-time"},
               "token": {"type": "string", "description": "The value; only in the answer that creates it."}}},
             "Log": {"type": "object", "properties": {
               "name": {"type": "string"}, "origin": {"type": "string"}, "vkey": {"type": "string"},
               "directory": {"type": "string"}, "size": {"type": "integer"}, "root": {"type": "string"}}}}}}
        """
}
