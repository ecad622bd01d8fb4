/// A group of routes with one purpose, and their part of the OpenAPI document.
package protocol Door: Sendable {
    /// The door's paths as they stand in `/openapi.json`: the text of a JSON object, path by path.
    static var openAPI: String { get }

    /// Hangs the door's routes.
    func add(to doors: Doors)
}
