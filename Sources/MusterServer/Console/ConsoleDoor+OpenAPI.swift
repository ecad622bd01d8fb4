extension ConsoleDoor {
    static let openAPI = """
        {"/console": {"get": {"summary": "The console's search, for people (signed in)", "security": [],
          "responses": {"200": \(page), "303": {"description": "To the page for signing in."}}}},
         "/console/sign-in": {"get": {"summary": "The page for signing in", "security": [],
          "responses": {"200": \(page)}}},
         "/console/session": {"post": {"summary": "Sign in with a token of scope read, by the console's own form",
          "security": [], "requestBody": \(form("token")),
          "responses": {"303": {"description": "Signed in: the session's cookie is set."},
            "401": \(page), "403": \(page)}}},
         "/console/sign-out": {"post": {"summary": "End the session", "security": [], "requestBody": \(form("form")),
          "responses": {"303": {"description": "Signed out."}, "403": \(page)}}},
         "/console/events/{index}": {"get": {"summary": "A record, its changes and its proof (signed in)",
          "security": [], "parameters": [\(AskOpenAPI.path("index", "The entry's index.", schema: AskOpenAPI.number))],
          "responses": {"200": \(page), "404": \(page)}}},
         "/console/who/{name}": {"get": {"summary": "The history of a person, group or role (signed in)",
          "security": [], "parameters": [\(AskOpenAPI.path("name", "Id, name, externalId, type:id or label."))],
          "responses": {"200": \(page), "404": \(page), "409": \(page)}}},
         "/console/who/{name}/spans": {"get": {"summary": "What somebody held directly, or who held something (signed in)",
          "security": [], "parameters": [\(AskOpenAPI.path("name", "Id, name, externalId, type:id or label."))],
          "responses": {"200": \(page), "400": \(page), "404": \(page), "409": \(page)}}},
         "/console/access": {"get": {"summary": "Access at a date (signed in)", "security": [],
          "responses": {"200": \(page)}}},
         "/console/tail": {"get": {"summary": "What comes to a search, for its page (signed in)", "security": [],
          "responses": {"200": {"description": "Events as the page shows them, until the session ends.",
            "content": {"text/event-stream": {}}}, "400": \(page), "401": \(page), "403": \(page), "429": \(page), "503": \(page)}}},
         "/console/impact": {"get": {"summary": "What a record, a transaction or an actor brought about (signed in)",
          "security": [], "responses": {"200": \(page), "400": \(page), "404": \(page), "409": \(page)}}},
         "/console/reports": {"get": {"summary": "The reports there are (signed in)", "security": [],
          "responses": {"200": \(page)}}},
         "/console/reports/{name}": {"get": {"summary": "A report, with a form for its parameters (signed in)",
          "security": [], "parameters": [\(AskOpenAPI.path("name", "The report."))],
          "responses": {"200": \(page), "400": \(page), "404": \(page), "409": \(page)}}},
         "/console/log": {"get": {"summary": "How the log stands (signed in)", "security": [],
          "responses": {"200": \(page)}}},
         "/console/assets/{name}": {"get": {"summary": "Style, scripts and icon of the pages", "security": [],
          "parameters": [\(AskOpenAPI.path("name", "The file's name."))],
          "responses": {"200": {"description": "The file."}, "304": {"description": "As it was."}, "404": \(page)}}}}
        """

    private static let page = #"{"description": "A page.", "content": {"text/html": {}}}"#

    private static func form(_ field: String) -> String {
        """
        {"required": true, "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object",
          "required": ["\(field)"], "properties": {"form": {"type": "string"}\(field == "form" ? "" : ", \"\(field)\": {\"type\": \"string\"}")}}}}}
        """
    }
}
