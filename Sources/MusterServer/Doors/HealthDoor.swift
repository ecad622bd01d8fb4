import HTTPTypes
import Hummingbird
import JSON

/// `/healthz`: the process answers.
struct HealthDoor: Door {
    static let openAPI = """
        {"/healthz": {"get": {
          "summary": "Whether the process is up", "security": [],
          "responses": {"200": {"description": "It is.", "content": {"application/json": {}}}}}}}
        """

    func add(to doors: Doors) {
        doors.open(.get, "/healthz") { _, _ in .json(["status": "up"]) }
    }
}
