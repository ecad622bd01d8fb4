import HTTPTypes
import Hummingbird
import JSON
import NIOCore
import Recorder

/// `/logs/{name}/…`: the log's own files, byte for byte, for any C2SP tlog-tiles client.
struct LogFilesDoor: Door {
    let publicEntries: Set<String>

    func add(to doors: Doors) {
        let gate = doors.gate
        for path in ["/logs/{name}/checkpoint", "/logs/{name}/tile/**", "/logs/{name}/sealed/**"] as [RouterPath] {
            doors.open(.get, path) { request, context in try await serve(request, context, gate) }
        }
    }

    private func serve(_ request: Request, _ context: DoorContext, _ gate: Gate) async throws -> Response {
        let missing = Problem.notFound("The log has no such file. Paths are those of c2sp.org/tlog-tiles.")
        let name = try context.parameter("name")
        let prefix = "/logs/\(name)/"
        guard request.uri.path.hasPrefix(prefix), let log = gate.logs.log(named: name) else { throw missing }
        let path = request.uri.path.dropFirst(prefix.count)
        guard let file = LogFilePath(path) else { throw missing }
        if file == .bundle, !publicEntries.contains(name) { try await admit(request, context, gate, log) }
        guard let bytes = try log.recorder.publicFile(path: String(path)) else { throw missing }
        let isPublic = file != .bundle || publicEntries.contains(name)
        let (headers, body) = LogFileAnswer(file: file, bytes: bytes, isPublic: isPublic).answer(to: request.headers)
        guard let body else { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// Entries tell when something happened and to which label: they are for those who may read this log.
    private func admit(
        _ request: Request, _ context: DoorContext, _ gate: Gate, _ log: HostedLog
    ) async throws {
        let visit = try await gate.admit(request, context, scope: .read, to: "to read the entries of a log")
        guard visit.principal.isLocalOperator || visit.log.name.hasSameBytes(as: log.name) else {
            await visit.recordRefusal(reason: "the token belongs to another log")
            throw Problem(.forbidden, "other-log", "The token belongs to another log. Use one of log \(log.name).")
        }
    }
}
