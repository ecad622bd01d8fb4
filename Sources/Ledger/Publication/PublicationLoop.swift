import Foundation
import Synchronization

/// The publisher's thread: publishes at the tick, or at once when someone waits for it.
final class PublicationLoop: Sendable {
    private struct State {
        var isDirty = false
        var isUrgent = false
        var isClosing = false
        var note: [UInt8]
        var lastFailure: String?
    }

    private let state: Mutex<State>
    private let wake = DispatchSemaphore(value: 0)
    private let progress = DispatchSemaphore(value: 0)
    let published: Waiters

    init(size: UInt64, note: [UInt8]) {
        state = Mutex(State(note: note))
        published = Waiters(reached: size)
    }

    /// The checkpoint as last shown; empty before the first.
    var note: [UInt8] { state.withLock { $0.note } }
    var lastFailure: String? { state.withLock { $0.lastFailure } }

    /// Something was committed.
    func wakeUp() {
        let isNews = state.withLock { state in
            defer { state.isDirty = true }
            return !state.isDirty
        }
        if isNews { wake.signal() }
    }

    /// Someone waits for publication.
    func hurry() {
        let isNews = state.withLock { state in
            defer { state.isUrgent = true; state.isDirty = true }
            return !state.isUrgent
        }
        if isNews { wake.signal() }
    }

    /// Blocks the writer's thread until something was published, or until then.
    func waitForProgress(until end: DispatchTime) { _ = progress.wait(timeout: end) }

    func close() {
        state.withLock { $0.isClosing = true }
        wake.signal()
    }

    /// Runs until closed; what was committed before that is published last.
    /// `mustShow` says that the public checkpoint is not the signed one and must be shown anew.
    func run(_ ledger: Ledger, _ publisher: Publisher, mustShow: Bool) {
        var last = DispatchTime(uptimeNanoseconds: 0)
        var shown = mustShow ? nil : published.reached
        while true {
            waitForWork(until: last + ledger.settings.publicationInterval)
            let isClosing = state.withLock { $0.isClosing }
            last = .now()
            state.withLock {
                $0.isDirty = false; $0.isUrgent = false
            }
            do throws(LedgerError) {
                try publishAll(ledger, publisher, &shown)
            } catch {
                ledger.stop(error)
                return
            }
            if isClosing && (shown ?? 0 >= ledger.committed.reached || lastFailure != nil) { return }
        }
    }

    /// Waits for something to publish, then for the tick unless someone is in a hurry.
    private func waitForWork(until tick: DispatchTime) {
        while true {
            let (isDirty, isUrgent, isClosing) = state.withLock { ($0.isDirty, $0.isUrgent, $0.isClosing) }
            if isClosing || isDirty && (isUrgent || .now() >= tick) { return }
            if isDirty { _ = wake.wait(timeout: tick) } else { wake.wait() }
        }
    }

    /// Publishes what was committed when it is called. What comes meanwhile waits for the next tick: each publication costs
    /// the disk several files, whether one entry came or ten thousand.
    private func publishAll(_ ledger: Ledger, _ publisher: Publisher, _ shown: inout UInt64?) throws(LedgerError) {
        let committed = ledger.committed.reached
        repeat {
            let items = ledger.tail.items(from: publisher.size, limit: ledger.settings.publicationEntries) ?? []
            if items.isEmpty && shown == publisher.size { return }
            switch try publisher.publish(items.map(\.batch)) {
            case .published(let size, let note):
                state.withLock {
                    $0.note = note; $0.lastFailure = nil
                }
                shown = size
                ledger.tail.published(size)
                published.reach(size)
                progress.signal()
            case .failed(let error):
                state.withLock {
                    $0.lastFailure = "\(error)"; $0.isDirty = true
                }
                return
            }
        } while publisher.size < committed
    }
}
