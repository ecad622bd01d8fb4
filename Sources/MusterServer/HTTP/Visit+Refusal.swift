import JSON
import Recorder
package import Records

extension Visit {
    /// Records that this caller was refused, as far as it is known what it wanted.
    ///
    /// - Parameters:
    ///   - record: what was to be recorded, when it could be read; its action and parties are kept, its outcome
    ///     becomes `refused`.
    ///   - reason: why, without values that were sent.
    package func recordRefusal(_ record: Record? = nil, reason: String) async {
        var refused =
            record ?? Record(action: .requestRefuse, subject: Party(type: "request", id: context.requestID))
        refused.outcome = .refused
        refused.reason = reason
        await log.open.refusals.refused(refused, caller: caller)
    }
}
