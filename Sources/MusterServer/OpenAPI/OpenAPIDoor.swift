import HTTPTypes
import Hummingbird
import JSON

/// `/openapi.json`: what doors there are.
struct OpenAPIDoor: Door {
    let doors: [any Door.Type]

    static let openAPI = """
        {"/openapi.json": {"get": {"summary": "This document", "security": [],
          "responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {}}}}}}}
        """

    func add(to doors: Doors) {
        let types = self.doors
        doors.open(.get, "/openapi.json") { _, _ in
            .json(try OpenAPIDocument.json(of: types), headers: [.cacheControl: "no-cache"])
        }
    }
}
