import Catalog
import JSON
import Ledger
import Recorder
import Records

/// Pairs that are to be linked or parted, and the records of that.
struct LinkAct {
    enum Kind { case link, unlink }

    let kind: Kind
    /// By the places of the identities.
    let pairs: [(Int, Int)]

    init(_ kind: Kind, _ pairs: [(Int, Int)]) {
        self.kind = kind
        self.pairs = pairs
    }

    /// Refuses what is no person, and what no record can name.
    static func check(_ identity: CataloguedIdentity) throws(Problem) {
        guard let party = identity.party else {
            throw .conflict(
                "unreadable", "One of the identities cannot be read any more, so no record can name it.")
        }
        guard party.type == "service" || !Identity.impersonalKinds.contains(party.type) else {
            throw .invalid(
                "Only people and services have several identities, not what is of the kind \(party.type).",
                field: "identities")
        }
    }

    /// Records the pairs as one transaction, durable when this returns.
    ///
    /// - Returns: the index of each; none when there is nothing to do.
    func record(_ standing: LinkStanding, _ reason: String?, _ visit: Visit) async throws -> [UInt64] {
        guard !pairs.isEmpty else { return [] }
        var submissions: [Submission] = []
        for (first, second) in pairs {
            guard let subject = standing.identities[first].party, let other = standing.identities[second].party else {
                continue  // `check` has refused these
            }
            var record = Record(
                action: kind == .link ? .identityLink : .identityUnlink, subject: subject, resources: [other],
                reason: reason)
            record.source = "muster"
            if pairs.count > 1 { record.transaction = visit.context.requestID }
            try visit.caller.stamp(&record)
            submissions.append(Submission(record: record, kind: kind == .link ? .link : .unlink))
        }
        do throws(RecorderError) {
            return try await visit.log.recorder.append(submissions).map(\.index)
        } catch { throw Problem.recorder(error) }
    }

    /// `status` (`linked`, `unlinked`, `unchanged`), `detail` in words, `entries` with the pair of each.
    func json(_ standing: LinkStanding, _ indices: [UInt64]) -> JSONValue {
        let entries = zip(indices, pairs).map { index, pair -> JSONValue in
            [
                "index": .int(index),
                "identities": [standing.identities[pair.0].json, standing.identities[pair.1].json],
            ]
        }
        let (status, detail) =
            switch (kind, indices.isEmpty) {
            case (.link, false): ("linked", "They are one person from now on.")
            case (.link, true): ("unchanged", "They are linked already; nothing was recorded.")
            case (.unlink, false): ("unlinked", "They are linked with one another no more.")
            case (.unlink, true): ("unchanged", "They are not linked; nothing was recorded.")
            }
        return ["status": .string(status), "detail": .string(detail), "entries": .array(entries)]
    }
}
