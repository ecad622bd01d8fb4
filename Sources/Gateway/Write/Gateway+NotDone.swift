import Logging
import Recorder

/// What clients get whose write is not on record, or not yet.
extension Gateway {
    /// What a client gets when its attempt could not be put on record: nothing was passed on.
    func unrecorded(_ error: any Error) -> GatewayAnswer {
        counts.add(\.unrecorded)
        var seconds = 5
        if case .busy(let retryAfter)? = error as? RecorderError { seconds = retryAfter }
        logger.error("a write was refused: its attempt cannot be recorded", metadata: ["reason": "\(error)"])
        return GatewayAnswer(
            503, "Nothing was changed: the attempt cannot be put on record just now.", retryAfter: seconds)
    }

    /// What a client gets before its attempt was put on record, because of earlier ones: one that is open, or that nobody
    /// can see what is open.
    func notClosed(_ error: any Error) -> GatewayAnswer {
        guard let open = error as? StillOpen else { return unrecorded(error) }
        return earlierIsOpen(open.description)
    }

    /// What a client gets while an earlier write has no outcome: what either of them changed could not be told.
    private func earlierIsOpen(_ reason: String) -> GatewayAnswer {
        counts.add(\.unrecorded)
        logger.warning("a write was refused: an earlier one is open", metadata: ["reason": "\(reason)"])
        return GatewayAnswer(
            503, "Nothing was changed: the outcome of an earlier write to this resource is not known yet.",
            retryAfter: 10)
    }

    /// What a client gets when the upstream has answered and that cannot be put on record.
    func leftOpen(_ error: any Error) -> GatewayAnswer {
        counts.add(\.unrecorded)
        logger.error("an outcome cannot be recorded: its attempt stays open", metadata: ["reason": "\(error)"])
        return GatewayAnswer(
            503, "The outcome cannot be put on record just now. Ask for the resource before you try again.",
            retryAfter: 10)
    }

    /// When neither an answer nor the state could be had: the attempt stays open until the state can be seen.
    func leftOpenUnseen(_ failure: UpstreamFailure?) -> GatewayAnswer {
        logger.warning(
            "what became of a write is not known yet: its attempt stays open",
            metadata: ["reason": "\(failure?.description ?? "no answer")"])
        return GatewayAnswer(
            504,
            "The upstream service gave no answer, and its state cannot be read. Ask for the resource before you try "
                + "again.", retryAfter: 10)
    }
}
