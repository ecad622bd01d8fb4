import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Downloads that stop as soon as an answer is larger than was allowed for it.
///
/// A server that is being audited is not trusted to end its answers.
final class BoundedDownloads: NSObject, URLSessionDataDelegate, Sendable {
    /// A finished answer; `body` is nil when it was larger than the limit.
    struct Answer: Sendable {
        let status: Int?
        let body: [UInt8]?
    }

    private struct Pending {
        let limit: Int
        let continuation: CheckedContinuation<Answer, any Error>
        var body: [UInt8] = []
        var isTooLarge = false
    }

    private let pending = Mutex<[Int: Pending]>([:])

    /// Sends a request and waits for the whole answer.
    func send(_ request: URLRequest, limit: Int, over session: URLSession) async throws -> Answer {
        let task = session.dataTask(with: request)
        return try await withCheckedThrowingContinuation { continuation in
            pending.withLock { $0[task.taskIdentifier] = Pending(limit: limit, continuation: continuation) }
            task.resume()
        }
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLarge = pending.withLock { pending in
            let identifier = dataTask.taskIdentifier
            guard let one = pending[identifier], !one.isTooLarge else { return false }
            let isTooLarge = data.count > one.limit - one.body.count
            if isTooLarge {
                pending[identifier]?.isTooLarge = true
            } else {
                pending[identifier]?.body.append(contentsOf: data)
            }
            return isTooLarge
        }
        if isTooLarge { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let one = pending.withLock({ $0.removeValue(forKey: task.taskIdentifier) }) else { return }
        let status = (task.response as? HTTPURLResponse)?.statusCode
        if one.isTooLarge {
            one.continuation.resume(returning: Answer(status: status, body: nil))
        } else if let error {
            one.continuation.resume(throwing: error)
        } else {
            one.continuation.resume(returning: Answer(status: status, body: one.body))
        }
    }
}
