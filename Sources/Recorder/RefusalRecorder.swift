import JSON
import Ledger
package import Logging
package import Records
import Synchronization

/// Puts refused requests on record without letting anybody flood a log that cannot be trimmed.
///
/// Refusals of authenticated callers are recorded one by one up to a rate for each token, beyond it as one counted
/// entry a minute. Refusals of unauthenticated callers are always one counted entry for each address and minute.
/// `flush` writes the counts of minutes that are over; run it now and then and at the end.
package final class RefusalRecorder: Sendable {
    private struct Count {
        var minute: Int64
        var number: Int
        var written = 0
        /// What stands in the summary; nil for unauthenticated callers.
        var token: String?
        var address: String
    }

    private let recorder: Recorder
    private let perMinute: Int
    private let now: @Sendable () -> Timestamp
    private let counts = Mutex<[String: Count]>([:])
    private let logger: Logger
    /// Distinct sources counted at once; what comes beyond is counted together.
    private static let sourceLimit = 10_000

    package init(
        recorder: Recorder, perMinute: Int = 60, logger: Logger = Logger(label: "muster.refusals"),
        now: @escaping @Sendable () -> Timestamp = { Timestamp(milliseconds: systemMilliseconds()) }
    ) {
        self.recorder = recorder
        self.perMinute = perMinute
        self.logger = logger
        self.now = now
    }

    /// Records that an authenticated caller's request was refused. `record` says what was attempted, on whom, and why.
    ///
    /// It stands under the source that it claims where the caller may speak for that, so that ids mean whom they would
    /// have meant. Ids of a source that the caller may not speak for mean nobody here: such a subject gives way to the
    /// request, and such resources are left out.
    package func refused(_ record: Record, caller: Caller) async {
        guard count(key: "t " + caller.token, token: caller.token, address: caller.address ?? "unknown") else { return }
        var record = record
        record.outcome = .refused
        record.recordedBy = caller.token
        record.request = caller.request
        record.stand(under: caller)
        record.actor = caller.party
        record.onBehalfOf = nil
        await append(record, kind: record.action.isAdmin ? .admin : .record)
    }

    /// Counts a request that came without a valid token.
    package func unauthenticated(address: String?) async {
        _ = count(key: "a " + (address ?? "unknown"), token: nil, address: address ?? "unknown")
    }

    /// Whether the refusal is to be written by itself.
    private func count(key: String, token: String?, address: String) -> Bool {
        let minute = now().milliseconds / 60_000
        return counts.withLock { counts in
            let key = counts[key] == nil && counts.count >= Self.sourceLimit ? "other" : key
            let id = "\(minute) \(key)"
            var count =
                counts[id] ?? Count(minute: minute, number: 0, token: token, address: key == "other" ? key : address)
            defer { counts[id] = count }
            if token != nil && count.written < perMinute {
                count.written += 1
                return true
            }
            count.number += 1
            return false
        }
    }

    /// Writes the summaries of past minutes, or of all when `everything` is set.
    package func flush(everything: Bool = false) async {
        let minute = now().milliseconds / 60_000
        let due = counts.withLock { counts in
            let due = counts.filter { everything || $0.value.minute < minute }
            for id in due.keys { counts.removeValue(forKey: id) }
            return due.values.filter { $0.number > 0 }
        }
        for count in due { await append(summary(count), kind: .admin) }
    }

    /// One counted entry of the kind `admin`: it speaks of requests, not of an act of provisioning.
    private func summary(_ count: Count) -> Record {
        let start = Timestamp(milliseconds: count.minute * 60_000)
        let source = count.token ?? count.address
        var record = Record(
            action: .requestRefuse, outcome: .refused,
            subject: Party(type: "request", id: "\(source) \(count.minute)", namespace: "muster"))
        record.occurredAt = start
        record.source = "muster"
        record.recordedBy = count.token
        if let token = count.token {
            record.actor = Party(type: "service", id: token, namespace: "muster", name: token, address: count.address)
        } else {
            record.actor = Party(type: "source", id: count.address, namespace: "muster", address: count.address)
        }
        record.reason = count.token == nil ? "no valid token" : "above the rate of single records"
        record.extra = JSONObject([("count", .int(count.number)), ("seconds", 60)])
        return record
    }

    private func append(_ record: Record, kind: EntryKind = .record) async {
        do throws(RecorderError) { _ = try await recorder.append([Submission(record: record, kind: kind)]) } catch {
            logger.error("a refusal could not be recorded", metadata: ["reason": "\(error)"])
        }
    }
}

extension Record {
    /// Sets the source of a record that was refused to one that its caller may speak for.
    fileprivate mutating func stand(under caller: Caller) {
        if let source {
            if source.hasSameBytes(as: caller.source) || caller.maySpeak(for: source) { return }
            if subject.namespace == nil {
                subject = Party(type: "request", id: caller.request, namespace: "muster")
            }
            resources.removeAll { $0.namespace == nil }
        }
        source = caller.source
    }
}
