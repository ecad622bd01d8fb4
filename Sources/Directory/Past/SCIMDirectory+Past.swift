import Foundation
import JSON
import SCIM

extension SCIMDirectory {
    /// Entries that a question about the past may look at.
    private static let pastEntries = 200_000

    /// Answers with a resource as it was: `GET /Users/{id}?at=…`.
    ///
    /// The answer is what a GET would have been answered with after the entry that `at` names, or at that time; a resource
    /// that was deleted since is shown too.
    func past(
        _ kind: StoredResource.Kind, _ id: String, _ text: String, _ request: SCIMRequest
    ) throws -> SCIMResponse {
        let projection = try SearchRequest.projection(of: request.query)
        let size = gate.position
        let budget = Past.Budget(Self.pastEntries)
        let instant = try Instant(text, size: size, now: Int64(Date().timeIntervalSince1970 * 1_000))
            .settled(in: log, size: size, budget)
        return try store.look { reader in
            let past = Past(
                instant: instant, walk: log.walk(), fold: RecordFold(types: types), present: reader,
                budget: budget)
            var trail = try past.trail(kind, id)
            // What is recorded and not visible yet would make the present and the log disagree.
            for _ in 0..<100 where trail.newest >= gate.position {
                try advance()
                trail = try past.trail(kind, id)
            }
            guard trail.newest < gate.position else {
                throw Unavailable(detail: "The directory does not keep up with the log.")
            }
            guard let resource = try past.resource(kind, id, trail), resource.kind == kind else {
                throw Self.absent(kind, trail)
            }
            let state = PastState(past: past, shown: resource, trail: trail)
            let renderer = ResourceRenderer(reader: state, baseURL: request.baseURL, projection: projection)
            return try renderer.answer(resource)
        }
    }

    private static func absent(_ kind: StoredResource.Kind, _ trail: Past.Trail) -> SCIMError {
        let name = kind.type.name
        switch (trail.before.isEmpty, trail.after.isEmpty) {
        case (true, true): return SCIMError(status: 404, "There never was a \(name) with this id.", attribute: "id")
        case (true, false):
            return SCIMError(status: 404, "The \(name) with this id was not there yet.", attribute: "id")
        case (false, _):
            return SCIMError(status: 404, "The \(name) with this id had been deleted by then.", attribute: "id")
        }
    }
}
