extension EventsDoor {
    static let openAPI = """
        {"/v1/events": {"post": {
          "summary": "Record what happened",
          "description": "One record, an array, an NDJSON stream, or CloudEvents 1.0 around records. Needs the scope write; naming another actor needs attest.",
          "parameters": [
            {"name": "ack", "in": "query", "schema": {"enum": ["durable", "published"], "default": "durable"},
             "description": "published waits for a signed checkpoint and returns receipts."},
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255},
             "description": "Needed where a record has no id."},
            \(AskOpenAPI.parameters([AskOpenAPI.log]))],
          "requestBody": {"required": true, "content": {
            "application/json": {"schema": {"oneOf": [{"$ref": "#/components/schemas/Record"},
              {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}]}},
            "application/x-ndjson": {"schema": {"type": "string"}},
            "application/cloudevents+json": {"schema": {"type": "object"}},
            "application/cloudevents-batch+json": {"schema": {"type": "array"}}}},
          "responses": {
            "201": {"description": "Recorded.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Result"}}}},
            "200": {"description": "A duplicate of what was recorded before, or the results of an array or stream, in order.",
              "content": {"application/json": {"schema": {"type": "object", "properties": {
                "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}}}}},
                "application/x-ndjson": {"schema": {"type": "string"}}}},
            "400": {"$ref": "#/components/responses/Problem"}, "401": {"$ref": "#/components/responses/Problem"},
            "403": {"$ref": "#/components/responses/Problem"}, "408": {"$ref": "#/components/responses/Problem"},
            "409": {"$ref": "#/components/responses/Problem"}, "413": {"$ref": "#/components/responses/Problem"},
            "415": {"$ref": "#/components/responses/Problem"}, "422": {"$ref": "#/components/responses/Problem"},
            "503": {"$ref": "#/components/responses/Problem"}, "507": {"$ref": "#/components/responses/Problem"}}}}}
        """
}
