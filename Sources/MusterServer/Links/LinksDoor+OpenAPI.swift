extension LinksDoor {
    static let openAPI = """
        {"/v1/links": {
          "get": {"summary": "Who is one person with somebody, and why; without of, all links that hold (scope read)",
            "parameters": [\(AskOpenAPI.parameters(parameters))],
            "responses": {"200": {"description": "With of: identities, the one asked about first, each with by (asked, link, \
        externalId, email), and the links among them. Without: links, the newest first, and next.",
              "content": {"application/json": {"schema": {"type": "object"}}}},
              "409": {"$ref": "#/components/responses/Problem"},
              \(AskOpenAPI.problems([400, 401, 403, 404, 503, 504]))}},
          "post": {"summary": "Say that identities are one person (scope link)",
            "requestBody": \(body),
            "responses": {"201": {"description": "Linked: one entry for each pair that was not joined by links before.",
              "content": {"application/json": {"schema": \(answer)}}},
              "200": {"description": "They were linked already; nothing was recorded.",
              "content": {"application/json": {"schema": \(answer)}}},
              \(AskOpenAPI.problems([400, 401, 403, 404, 409, 422, 503, 504]))}}},
         "/v1/links/remove": {"post": {
            "summary": "Say that identities are not one person (scope link)",
            "description": "Each two of them that a link or a match joins directly are parted, and what hangs on that. A path of its \
        own, since a DELETE with a body means nothing in particular (RFC 9110 section 9.3.5).",
            "requestBody": \(body),
            "responses": {"200": {"description": "Parted, or unchanged when they were not joined.",
              "content": {"application/json": {"schema": \(answer)}}},
              \(AskOpenAPI.problems([400, 401, 403, 404, 409, 422, 503, 504]))}}}}
        """

    private static let parameters = [
        (name: "of", schema: AskOpenAPI.text, description: "Id, name, externalId, type:id, type:name or label."),
        (name: "type", schema: AskOpenAPI.text, description: "Only identities of that type: user, service, …"),
        (name: "namespace", schema: AskOpenAPI.text, description: "Only identities of that namespace."),
        (name: "limit", schema: AskOpenAPI.number, description: "Links on a page, at most 500 (50)."),
        (name: "cursor", schema: AskOpenAPI.number, description: "next of the page before."),
        AskOpenAPI.wait, AskOpenAPI.log,
    ]

    private static let body = """
        {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["identities"],
          "properties": {"identities": {"type": "array", "minItems": 2, "maxItems": 16, "items": {"anyOf": [
            {"type": "string", "description": "a name as in /v1/subjects"},
            {"type": "object", "required": ["type", "id"], "properties": {"type": {"type": "string"},
              "id": {"type": "string"}, "namespace": {"type": "string"}}}]}},
            "reason": {"type": "string"}, "log": {"type": "string"}}}}}}
        """

    private static let answer = """
        {"type": "object", "required": ["status", "entries"], "properties": {
          "status": {"enum": ["linked", "unlinked", "unchanged"]}, "detail": {"type": "string"},
          "entries": {"type": "array", "items": {"type": "object", "properties": {"index": {"type": "integer"},
            "identities": {"type": "array", "items": {"type": "object"}}}}}}}
        """
}
