import Recorder
import Records
package import SCIM

extension SCIMDirectory {
    /// Puts on record that a request was refused before it could be read: its body, its type or its address.
    package func recordRefusal(_ error: SCIMError, of request: SCIMRequest) async {
        await recordRefusal(error, Route(request.path, types), request)
    }

    /// Puts a refused request on record: what was attempted, on whom as far as known, and why; nothing of what was sent.
    ///
    /// A question that could not be understood is a refused request as well, if no attempt on a resource: it stands under
    /// the action for such requests.
    func recordRefusal(_ error: SCIMError, _ route: Route, _ request: SCIMRequest) async {
        var subject = Party(type: "request", id: request.caller.request, namespace: "muster")
        var action = Action.requestRefuse
        let isWrite = ["POST", "PUT", "PATCH", "DELETE"].contains(request.method)
        switch route {
        case .collection(let kind) where isWrite: action = kind.attempted(request.method)
        case .resource(let kind, let id) where isWrite:
            action = kind.attempted(request.method)
            let known = try? store.look { reader in try reader.resource(id) }
            if let known, known.kind == kind { subject = known.party }
        default: break
        }
        var record = Record(
            action: action, outcome: .refused, source: request.caller.source, subject: subject, reason: error.reason,
            transaction: request.transaction)
        guard (try? request.caller.stamp(&record)) != nil else { return }
        await refusals.refused(record, caller: request.caller)
    }
}
