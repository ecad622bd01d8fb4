import NIOCore
import Synchronization

/// Whether the client of a connection, or of a stream of HTTP/2, is still there to be answered.
///
/// It has gone when the connection is closed, and when it has closed its own side: then nobody is known to wait.
final class ClientPresence: Sendable {
    private struct State {
        var isGone = false
        var next = 0
        var calls: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    /// The client has gone: whatever works for it is cancelled.
    func leave() {
        let calls = state.withLock { state in
            state.isGone = true
            defer { state.calls = [:] }
            return state.calls
        }
        for call in calls.values { call() }
    }

    /// Does something that is cancelled when the client goes.
    ///
    /// - Throws: ``ClientGone`` when it went, else what `work` throws.
    func during<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await work() }
        let number = whenGone { task.cancel() }
        defer { forget(number) }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch is CancellationError where state.withLock(\.isGone) {
            throw ClientGone()
        }
    }

    private func whenGone(_ call: @escaping @Sendable () -> Void) -> Int {
        let number: Int? = state.withLock { state in
            guard !state.isGone else { return nil }
            state.next += 1
            state.calls[state.next] = call
            return state.next
        }
        guard let number else {
            call()
            return 0
        }
        return number
    }

    private func forget(_ number: Int) { state.withLock { $0.calls[number] = nil } }
}

/// The client closed the connection while its question was at work.
struct ClientGone: Error {}

extension DoorContext {
    /// Does something that is cancelled when the client goes; where nobody watches the connection, without that.
    func whilePresent<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        guard let presence = await presence() else { return try await work() }
        return try await presence.during(work)
    }

    /// What the guard of the connection knows of its client.
    func presence() async -> ClientPresence? {
        try? await channel.eventLoop.submit { [channel] in
            try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self).presence
        }.get()
    }
}
