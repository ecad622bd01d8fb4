import Differences
import JSON
import Recorder
import Records

/// A record of a gateway before it is known who stands behind it.
struct PlannedRecord: Sendable {
    var draft: Draft
    var outcome: Outcome
    var mark: GatewayMark

    init(_ draft: Draft, _ outcome: Outcome, _ mark: GatewayMark) {
        self.draft = draft
        self.outcome = outcome
        self.mark = mark
    }

    /// The record without anything that a service or a client put into it.
    var short: PlannedRecord {
        var copy = self
        copy.draft.changes = []
        for number in copy.draft.resources.indices {
            copy.draft.resources[number].name = nil
            copy.draft.resources[number].externalId = nil
        }
        copy.draft.subject.name = nil
        copy.draft.subject.externalId = nil
        copy.draft.reason = "what it was about could not be put into a record"
        copy.mark.differing = []
        copy.mark.kept = []
        copy.mark.came = []
        copy.mark.operations = []
        copy.mark.target = nil
        if outcome != .attempted {
            copy.mark.observed = "unknown"
            copy.mark.isSettled = false
        }
        return copy
    }

    func record(_ acting: Acting, source: String) -> Record {
        var extra = JSONObject([(GatewayMark.member, .object(mark.json))])
        if draft.isInactive { extra["inactive"] = true }
        return Record(
            action: draft.action, outcome: outcome, source: source,
            actor: outcome == .observed ? Acting.unknown(source) : acting.actor, subject: draft.subject,
            resources: draft.resources, changes: draft.changes, reason: draft.reason, transaction: acting.transaction,
            request: acting.request,
            recordedBy: outcome == .observed ? "muster" : acting.recordedBy,
            extra: extra)
    }
}

/// Who stands behind a write, for its records.
struct Acting: Sendable {
    var actor: Party
    var recordedBy: String
    var request: String?
    var transaction: String?

    /// Whoever changed something without passing here.
    static func unknown(_ source: String) -> Party {
        Party(type: "source", id: "outside", namespace: source, name: "outside of the gateway")
    }
}

extension RecorderError {
    /// Whether it was this very record that was not taken, whatever else the log takes.
    var isAboutTheRecord: Bool {
        switch self {
        case .invalid, .tooLarge: true
        default: false
        }
    }
}
