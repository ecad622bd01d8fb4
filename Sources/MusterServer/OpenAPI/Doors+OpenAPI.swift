extension ReadyDoor {
    static let openAPI = """
        {"/healthz": {"get": {"summary": "Whether the process is up", "security": [],
          "responses": {"200": {"description": "It is.", "content": {"application/json": {}}}}}},
         "/readyz": {"get": {"summary": "Whether every log can be written and asked", "security": [],
          "responses": {"200": {"description": "Ready.", "content": {"application/json": {}}},
            "503": {"description": "Not ready; reasons says why.", "content": {"application/json": {}}}}}}}
        """
}

extension MetricsDoor {
    static let openAPI = """
        {"/metrics": {"get": {"summary": "Metrics in Prometheus' text format 0.0.4", "security": [],
          "responses": {"200": {"description": "Metrics.", "content": {"text/plain": {}}}}}}}
        """
}

extension LogFilesDoor {
    static let openAPI = """
        {"/logs/{name}/checkpoint": {"get": {"summary": "The newest signed checkpoint", "security": [],
          "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
          "responses": {"200": {"description": "A C2SP signed note.", "content": {"text/plain": {}}},
            "404": {"$ref": "#/components/responses/Problem"}}}},
         "/logs/{name}/tile/{path}": {"get": {
          "summary": "Tiles of hashes (public) and entry bundles (scope read, unless the log's are public)",
          "security": [{}, {"token": []}],
          "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "path", "in": "path", "required": true, "schema": {"type": "string"},
             "description": "<L>/<N>[.p/<W>] or entries/<N>[.p/<W>] of c2sp.org/tlog-tiles"}],
          "responses": {"200": {"description": "The file.", "content": {"application/octet-stream": {}}},
            "401": {"$ref": "#/components/responses/Problem"}, "403": {"$ref": "#/components/responses/Problem"},
            "404": {"$ref": "#/components/responses/Problem"}}}},
         "/logs/{name}/sealed/{path}": {"get": {
          "summary": "Bundles of sealed records (scope read, unless the log's are public)",
          "security": [{}, {"token": []}],
          "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "path", "in": "path", "required": true, "schema": {"type": "string"}}],
          "responses": {"200": {"description": "The file.", "content": {"application/octet-stream": {}}},
            "401": {"$ref": "#/components/responses/Problem"}, "403": {"$ref": "#/components/responses/Problem"},
            "404": {"$ref": "#/components/responses/Problem"}}}}}
        """
}

extension TokensDoor {
    static let openAPI = """
        {"/v1/tokens": {
          "get": {"summary": "The tokens of the log, revoked ones included (scope admin)",
            "responses": {"200": {"description": "Tokens, without their values.", "content": {"application/json": {
              "schema": {"type": "object", "properties": {
                "tokens": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}}}}}}}}},
          "post": {"summary": "Create a token; its value is shown this once (scope admin)",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["name", "scopes"], "properties": {"name": {"type": "string"},
              "scopes": {"type": "array", "items": {"type": "string"}},
              "source": {"type": "string"}, "log": {"type": "string"}}}}}},
            "responses": {"201": {"description": "The token with its value.", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Token"}}}},
              "409": {"$ref": "#/components/responses/Problem"}, "422": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/tokens/{name}": {"delete": {"summary": "Revoke a token (scope admin)",
            "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "The token.", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Token"}}}},
              "404": {"$ref": "#/components/responses/Problem"}, "409": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/tokens/{name}/revoke": {"post": {"summary": "Revoke a token (scope admin)",
            "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "The token.", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Token"}}}},
              "404": {"$ref": "#/components/responses/Problem"}, "409": {"$ref": "#/components/responses/Problem"}}}}}
        """
}

extension LogsDoor {
    static let openAPI = """
        {"/v1/logs": {
          "get": {"summary": "Logs that the token may see (scope admin)",
            "responses": {"200": {"description": "Logs.", "content": {"application/json": {"schema": {"type": "object",
              "properties": {"logs": {"type": "array", "items": {"$ref": "#/components/schemas/Log"}}}}}}}}},
          "post": {"summary": "Create a log (scope admin of log main)",
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object",
              "required": ["name", "origin"], "properties": {"name": {"type": "string"},
              "origin": {"type": "string"}}}}}},
            "responses": {"201": {"description": "The log.", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Log"}}}},
              "409": {"$ref": "#/components/responses/Problem"}, "422": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/logs/{name}": {"get": {"summary": "One log: its origin, verifier key, size and root (scope admin)",
            "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "The log.", "content": {"application/json": {
              "schema": {"$ref": "#/components/schemas/Log"}}}},
              "404": {"$ref": "#/components/responses/Problem"}}}},
         "/v1/logs/{name}/publish": {"post": {
            "summary": "Publish what is committed now, without waiting for the next tick (scope admin)",
            "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "The log once its checkpoint covers that.", "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Log"}}}},
              "404": {"$ref": "#/components/responses/Problem"}, "503": {"$ref": "#/components/responses/Problem"}}}}}
        """
}
