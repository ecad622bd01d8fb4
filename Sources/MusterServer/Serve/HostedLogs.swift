import Synchronization

/// The logs that a running server answers for.
package final class HostedLogs: Sendable {
    private let hosted = Mutex<[String: HostedLog]>([:])

    package init() {}

    package func log(named name: String) -> HostedLog? { hosted.withLock { $0[name] } }

    /// All of them, by name.
    package var all: [HostedLog] { hosted.withLock { $0.values.sorted { $0.name < $1.name } } }

    func add(_ log: HostedLog) { hosted.withLock { $0[log.name] = log } }
}
