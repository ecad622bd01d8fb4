import JSON
import Recorder
import Records
package import SCIM

extension SCIMDirectory {
    /// Puts on record that a request was refused before it could be read: its body, its type or its address.
    package func recordRefusal(_ error: SCIMError, of request: SCIMRequest) async {
        await recordRefusal(error, Route(request.path, types), request)
    }

    /// Puts a refused request on record: what was attempted, on whom, and why; nothing of what was sent but the id in its
    /// address, which somebody who is gone is found by.
    ///
    /// A question that could not be understood is a refused request as well, if no attempt on a resource: it stands under
    /// the action for such requests.
    func recordRefusal(_ error: SCIMError, _ route: Route, _ request: SCIMRequest) async {
        let (action, named) = attempt(route, request)
        var record = Record(
            action: action, outcome: .refused, source: request.caller.source,
            subject: Party(type: "request", id: request.caller.request, namespace: "muster"), reason: error.reason,
            transaction: request.transaction)
        guard (try? request.caller.stamp(&record)) != nil else { return }
        if let named {
            var about = record
            about.subject = named
            // An address may hold what is no id.
            if (try? about.validate()) != nil { record = about }
        }
        await refusals.refused(record, caller: request.caller)
    }

    /// What a request attempted, and on whom as far as it said.
    private func attempt(_ route: Route, _ request: SCIMRequest) -> (Action, Party?) {
        guard request.isWrite else { return (.requestRefuse, nil) }
        switch route {
        case .collection(let kind): return (kind.attempted(request.method), nil)
        case .resource(let kind, let id):
            let known = try? store.look { reader in try reader.resource(id) }
            let party = known.flatMap { $0.kind == kind ? $0.party : nil }
            return (kind.attempted(request.method), party ?? kind.party(id: id, JSONObject()))
        default: return (.requestRefuse, nil)
        }
    }
}
