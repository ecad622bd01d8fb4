package import Catalog
package import Logging
package import Recorder
import ServiceLifecycle

/// A log as the doors see it: its recorder, and the projections that follow it.
package final class HostedLog: Sendable {
    package let open: OpenLog
    /// What questions are answered from.
    package let catalog: Catalog
    private let logger: Logger

    package var name: String { open.name }
    package var recorder: Recorder { open.recorder }

    /// Opens the projections of an open log; they follow it once `follow()` runs.
    package init(open: OpenLog, data: DataDirectory, logger: Logger) throws {
        var logger = logger
        logger[metadataKey: "log"] = .string(open.name)
        self.open = open
        self.logger = logger
        let folder = data.catalogFolder(log: open.name)
        catalog = try Catalog(source: open.recorder, directory: folder, logger: logger)
    }

    /// Keeps the projections up to date until graceful shutdown or cancellation.
    func follow() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.run("catalog", self.catalog) }
            group.addTask { await self.flushRefusals() }
        }
    }

    /// A projection that fails stops answering and says so on `/readyz`; the log goes on.
    private func run(_ name: String, _ service: some Service) async {
        do {
            try await cancelWhenGracefulShutdown { try await service.run() }
        } catch is CancellationError {
        } catch {
            logger.error("the \(name) stopped", metadata: ["error": "\(error)"])
        }
    }

    /// Writes the counts of refusals whose minute is over.
    private func flushRefusals() async {
        await cancelWhenGracefulShutdown { [open] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                await open.refusals.flush()
            }
        }
    }

    func close() {
        catalog.close()
    }
}
