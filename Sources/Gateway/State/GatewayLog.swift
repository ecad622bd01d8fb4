import Dispatch
import Foundation
import Ledger
package import Recorder
import Records
import Synchronization
import TransparencyLog

/// A log as its gateways use it: what they append, and the state that comes of it.
package final class GatewayLog: Sendable {
    let recorder: Recorder
    private let sink: any GatewaySink
    let store: GatewayStore
    let names: AwaitedNames
    private let taking = Mutex(())
    private let ready = Atomic(false)
    private let queue = DispatchQueue(label: "muster.gateway")
    private static let batch = 1_000

    /// Opens the state in `folder`; `catchUp` takes in what the log has beyond it.
    ///
    /// - Parameters:
    ///   - recorder: the log.
    ///   - sink: where records go; nil for the log itself.
    ///   - folder: made when it is missing.
    /// - Throws: what kept the state from being opened.
    package init(recorder: Recorder, sink: (any GatewaySink)? = nil, folder: String) throws {
        self.recorder = recorder
        self.sink = sink ?? recorder
        names = AwaitedNames(recorder: recorder)
        store = try GatewayStore(folder: folder, origin: recorder.origin) { position in
            if position.next == 0 { return true }
            guard position.next <= recorder.committedSize() else { return false }
            let last = try recorder.committed(from: position.next - 1, limit: 1).first
            return last.map { MerkleTree.leafHash($0.entry.bytes) == position.tail } ?? false
        }
    }

    /// Whether there is a state of gateways in a folder.
    package static func isKept(in folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/gateway.sqlite")
    }

    package func close() { try? store.close() }

    /// Whether the state has once reached the end of the log: until then no write is passed on.
    package var isReady: Bool { ready.load(ordering: .acquiring) }

    /// Takes in what is committed, away from the threads of tasks: it may be a whole log.
    package func catchUp() async throws {
        if isReady, lag == 0 { return }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result { try self.takeIn() }) }
        }
        ready.store(true, ordering: .releasing)
    }

    /// What an attempt on record asked for.
    func requested(of attempt: UInt64) throws -> RequestedChanges? {
        try record(of: attempt).map(RequestedChanges.init(attempt:))
    }

    /// An attempt as it is on record; nil when it cannot be read any more.
    func record(of attempt: UInt64) throws -> Record? {
        let entry = try recorder.committed(from: attempt, limit: 1).first
        return entry.flatMap { $0.unreadable.isEmpty ? $0.record : nil }
    }

    /// Entries that are not part of the state yet.
    package var lag: UInt64 {
        let next = (try? store.position().next) ?? 0
        let size = recorder.committedSize()
        return size > next ? size - next : 0
    }

    /// Appends records, durable when this returns, and part of the state where that can be written; answers their indices.
    ///
    /// They are one transaction as long as that is not too large; else several, in order. That the state cannot be written
    /// does not make them less recorded: `settle` says whether it has them.
    func append(_ records: [Record]) async throws -> [UInt64] {
        var indices: [UInt64] = []
        var rest = records[...]
        while !rest.isEmpty {
            let part = rest.prefix(5_000)
            rest = rest.dropFirst(part.count)
            indices += try await sink.appendDurably(part.map { Submission(record: $0) })
        }
        // What fails here is tried again, and told, by `settle` before anything else is passed on.
        try? takeIn()
        return indices
    }

    /// Brings the state to where the log is now: only then it says what is open.
    ///
    /// - Throws: what kept it from getting there.
    func settle() throws {
        let size = recorder.committedSize()
        try takeIn()
        guard try store.position().next >= size else { throw GatewayStore.Behind() }
    }

    /// Takes in what is committed.
    package func takeIn() throws {
        try taking.withLock { _ in
            var position = try store.position()
            while position.next < recorder.committedSize() {
                let entries = try recorder.committed(from: position.next, limit: Self.batch)
                guard let last = entries.last else { return }
                position = GatewayStore.Position(
                    next: last.index + 1, tail: MerkleTree.leafHash(last.entry.bytes))
                try store.apply(entries.flatMap { GatewayEffect.of($0, names) }, position: position)
            }
        }
    }
}

/// Where the records of gateways go.
package protocol GatewaySink: Sendable {
    /// Appends records as one transaction and returns when they are durable, with their indices.
    func appendDurably(_ submissions: [Submission]) async throws(RecorderError) -> [UInt64]
}

extension Recorder: GatewaySink {
    package func appendDurably(_ submissions: [Submission]) async throws(RecorderError) -> [UInt64] {
        try await append(submissions, acknowledge: .durable).map(\.index)
    }
}
