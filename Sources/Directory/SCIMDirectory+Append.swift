import Differences
import Recorder
import Records
import SCIM

extension SCIMDirectory {
    /// Appends the records of one request, and waits until they are part of the state.
    ///
    /// They are one transaction of the log as long as there are no more than `limits.batch` beside the first and the log
    /// takes as much at once. More, such as the members of a large group that is deleted, are written in parts, one after
    /// the other under the request's locks, with one id of transaction. Each record is a change by itself and a deletion
    /// stands last, so every moment between two parts is true: somebody is a member no longer, or not yet. Whoever gets no
    /// answer sends the request again, which does what is left. What is made is made whole or not at all, since sent
    /// again it would be made twice.
    ///
    /// - Throws: `SCIMError` when nothing was changed and nothing will be, ``Unavailable`` when it may be tried again.
    func append(_ drafts: [Draft], of write: WriteRequest, _ request: SCIMRequest) async throws {
        let limit = request.limits.batch
        if case .create = write, drafts.count - 1 > limit {
            throw SCIMError(
                status: 413,
                "The change would make more records at once than the limit of \(limit) (setting limits.batch): make the "
                    + "resource with fewer members, and add the others to it.")
        }
        var size = limit + 1
        var done = 0
        while done < drafts.count {
            let part = drafts[done..<min(drafts.count, done + size)]
            do {
                try await append(part, request)
                done += part.count
            } catch let error as Unavailable where part.endIndex < drafts.count {
                throw Unavailable(
                    detail:
                        "\(part.endIndex) of \(drafts.count) records are made, and not visible yet: send the request "
                        + "again for the others.", retryAfter: error.retryAfter)
            } catch let error as RecorderError {
                // How much the log takes at once is a matter of bytes, and one record alone it takes or never will.
                if case .tooLarge = error, part.count > 1, !write.isCreation {
                    size = part.count / 2
                    continue
                }
                if done == 0 {
                    for draft in part {
                        try Self.explain(try draft.record(of: request.caller, transaction: request.transaction))
                    }
                }
                throw Self.refusal(error, done: done, of: drafts.count)
            }
        }
    }

    private func append(_ drafts: ArraySlice<Draft>, _ request: SCIMRequest) async throws {
        let submissions = try drafts.map {
            Submission(record: try $0.record(of: request.caller, transaction: request.transaction))
        }
        guard let last = try await log.record(submissions), await isVisible(last) else {
            throw Unavailable(detail: "The change is recorded, but not visible yet.")
        }
    }

    private func isVisible(_ index: UInt64) async -> Bool {
        // What fails here is met again, and told, by the follower.
        try? advance()
        return await gate.wait(for: index)
    }

    /// Throws what a client can do about a record that the log would never take.
    private static func explain(_ record: Record) throws(SCIMError) {
        do throws(RecordError) { try record.validate() } catch {
            let isSize = [.tooLong, .tooMany, .tooLarge].contains(error.code)
            throw SCIMError(
                status: isSize ? 413 : 400, isSize ? nil : .invalidValue,
                "The change cannot be recorded: \(error.field) \(error.reason).", attribute: error.field)
        }
    }

    // The client may try again, or must ask for less.
    private static func refusal(_ error: RecorderError, done: Int, of all: Int) -> any Error {
        let changed =
            done == 0
            ? "nothing was changed" : "\(done) of \(all) records are made, send the request again for the others"
        return switch error {
        case .tooLarge(let reason) where done == 0:
            SCIMError(status: 413, "The change is too large to record: \(reason).")
        case .busy(let seconds): Unavailable(detail: "The log is busy: \(changed).", retryAfter: max(1, seconds))
        case .full(let reason): Unavailable(detail: "The log is full, \(changed): \(reason)", retryAfter: 10)
        // After a failed sync the records may stand all the same, which the next start finds out.
        default:
            Unavailable(
                detail: done == 0 ? "The change is not taken: \(error)" : "The log stopped, \(changed): \(error)",
                retryAfter: 10)
        }
    }
}

extension WriteRequest {
    fileprivate var isCreation: Bool {
        if case .create = self { true } else { false }
    }
}
