import HTTPTypes
import Hummingbird
import JSON

/// Reads the small JSON objects of administration.
enum AdminBody {
    /// Most bytes of a body; nothing of administration needs more.
    private static let largest = 64 << 10

    /// The body as an object with none but the members named.
    static func read(
        _ request: Request, allowing names: [String], _ limits: Configuration.Limits
    ) async throws -> JSONObject {
        guard request.headers[.contentType].flatMap(MediaType.init)?.name == "application/json" else {
            throw Problem.unsupportedType(accepts: ["application/json"])
        }
        let bytes = try await BodyReader.read(request, limit: largest, setting: nil)
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: largest, depth: limits.nesting))
        } catch { throw Problem.malformed(error, nesting: limits.nesting) }
        guard let object = json.objectValue else { throw Problem.invalid("The body must be an object.", field: "") }
        for name in object.names where !names.contains(where: { $0.hasSameBytes(as: name) }) {
            let near = Spelling.nearest(to: name, among: names).map { " Did you mean \($0)?" } ?? ""
            throw Problem.invalid("The body has an unknown member.\(near)", field: "")
        }
        return object
    }

    static func string(_ object: JSONObject, _ name: String) throws(Problem) -> String {
        guard let text = object[name]?.stringValue else { throw .invalid("It must be a string.", field: name) }
        return text
    }
}

extension Problem {
    /// Runs an act of administration; its refusals become problems.
    static func fromAdministration<Value: Sendable>(
        _ act: @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await act()
        } catch let error as AdministrationError {
            throw administration(error)
        } catch let error as DataDirectoryError {
            throw dataDirectory(error)
        }
    }
}
