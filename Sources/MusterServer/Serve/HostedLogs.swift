import Logging
import ServiceLifecycle
import Synchronization

/// The logs that a running server answers for. As a service it keeps their projections up to date, those of logs
/// created later included.
package final class HostedLogs: Service {
    private let hosted = Mutex<[String: HostedLog]>([:])
    private let arrivals: AsyncStream<HostedLog>
    private let arrive: AsyncStream<HostedLog>.Continuation

    package init() { (arrivals, arrive) = AsyncStream.makeStream() }

    package func log(named name: String) -> HostedLog? { hosted.withLock { $0[name] } }

    /// All of them, by name.
    package var all: [HostedLog] {
        hosted.withLock { $0.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    }

    /// Takes a log in; its projections follow it as soon as the service runs.
    func add(_ log: HostedLog) {
        hosted.withLock { $0[log.name] = log }
        arrive.yield(log)
    }

    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for await log in arrivals.cancelOnGracefulShutdown() { group.addTask { await log.follow() } }
        }
    }

    func close() {
        arrive.finish()
        for log in all { log.close() }
    }
}
