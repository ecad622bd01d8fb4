extension GatewayDoor {
    static let openAPI = """
        {"/gateway/{name}": {"parameters": [\(name)], \(methods)},
         "/gateway/{name}/{path}": {
          "summary": "What the SCIM service behind the gateway answers; every write is put on record (scope gateway, or what \
        the service itself takes)",
          "parameters": [\(name), {"name": "path", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "Muster-Token", "in": "header", "schema": {"type": "string"},
             "description": "A token of Muster, where the gateway passes Authorization on."}],
          \(methods)}}
        """

    static let name = #"{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}"#

    private static let methods = ["get", "head", "post", "put", "patch", "delete", "options"].map { method in
        #""\#(method)": {"security": [{}, {"token": []}], "responses": {"default": {"description": "The service's answer; 503 with Retry-After when a write cannot be put on record, 502 and 504 when the service does not answer."}}}"#
    }.joined(separator: ",")
}

extension GatewaysDoor {
    static let openAPI = """
        {"/v1/gateways": {
          "get": {"summary": "The gateways, secrets withheld (scope admin of log main)",
            "responses": {"200": {"description": "Gateways.", "content": {"application/json": {}}}}},
          "post": {"summary": "Add a gateway (scope admin of log main)",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["name", "upstream"], "properties": {"name": {"type": "string"}, "upstream": {"type": "string"},
              "credentials": {"type": "object"}, "log": {"type": "string"}, "host": {"type": "string"},
              "path": {"type": "string"}, "bulk": {"enum": ["forward", "refuse"]}, "timeouts": {"type": "object"},
              "limits": {"type": "object"}, "tls": {"type": "object"},
              "tokens": {"type": "array", "items": {"type": "string"}},
              "ignore": {"type": "array", "items": {"type": "string"}}}}}}},
            "responses": {"201": {"description": "The gateway.", "content": {"application/json": {}}},
              "409": {"$ref": "#/components/responses/Problem"}, "422": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/gateways/{name}": {"delete": {"summary": "Remove a gateway that was added (scope admin of log main)",
            "parameters": [\(GatewayDoor.name), {"name": "force", "in": "query",
              "description": "Remove it even with attempts open.", "schema": {"enum": ["true"]}}],
            "responses": {"200": {"description": "The gateway.", "content": {"application/json": {}}},
              "404": {"$ref": "#/components/responses/Problem"}, "409": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/gateways/{name}/pending": {"get": {"summary": "Attempts without an outcome (scope admin of log main)",
            "parameters": [\(GatewayDoor.name)],
            "responses": {"200": {"description": "Open attempts, oldest first.", "content": {"application/json": {}}},
              "404": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/gateways/{name}/test": {"post": {
            "summary": "Ask the service what it supports, and write what is there already (scope admin of log main)",
            "parameters": [\(GatewayDoor.name), \(upstream)],
            "responses": {"200": {"description": "Findings.", "content": {"application/json": {}}},
              "404": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/gateways/{name}/reconcile": {"post": {
            "summary": "Close open attempts from the state of the service now (scope admin of log main)",
            "parameters": [\(GatewayDoor.name), \(upstream), {"name": "give-up", "in": "query",
              "schema": {"type": "boolean"}, "description": "Close as unknown what cannot be seen."}],
            "responses": {"200": {"description": "How many were closed, and how many are open.",
              "content": {"application/json": {}}}, "404": {"$ref": "#/components/responses/Problem"}}}}}
        """

    private static let upstream =
        #"{"name": "Upstream-Authorization", "in": "header", "schema": {"type": "string"}, "description": "What to show to the service, where the gateway has no credentials of its own."}"#
}
