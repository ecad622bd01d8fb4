package import Catalog
package import Directory
package import Ledger
package import Logging
package import Recorder
import ServiceLifecycle

/// A log as the doors see it: its recorder, and the projections that follow it.
package final class HostedLog: Sendable {
    package let open: OpenLog
    /// What questions are answered from.
    package let catalog: Catalog
    /// The SCIM service provider.
    package let directory: SCIMDirectory
    /// Re-reads what was published, from the disk itself.
    package let scrubber: Scrubber
    /// Room for questions that are at work.
    package let questions = StreamRoom(limit: StreamRoom.mostQuestions)
    private let logger: Logger

    package var name: String { open.name }
    package var recorder: Recorder { open.recorder }

    /// Opens the projections of an open log; they follow it once `follow()` runs.
    package init(open: OpenLog, data: DataDirectory, configuration: Configuration, logger: Logger) throws {
        var logger = logger
        logger[metadataKey: "log"] = .string(open.name)
        self.open = open
        self.logger = logger
        let folder = data.catalogFolder(log: open.name)
        catalog = try Catalog(
            source: open.recorder, directory: folder, logger: logger, matching: configuration.identities)
        directory = try SCIMDirectory(
            recorder: open.recorder, refusals: open.refusals, directory: folder, settings: configuration.scimSettings,
            logger: logger)
        scrubber = Scrubber(ledger: open.recorder.ledger)
    }

    /// Keeps the projections up to date until graceful shutdown or cancellation.
    func follow() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.run("catalog", self.catalog) }
            group.addTask { await self.run("directory", self.directory) }
            group.addTask { await self.scrub() }
            group.addTask { await self.flushCounts() }
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

    /// Reads published bundles again, for ever, and reports each fault when it appears and when it is gone.
    private func scrub() async {
        await withDiscardingTaskGroup { group in
            group.addTask { try? await cancelWhenGracefulShutdown { try await self.scrubber.run() } }
            group.addTask { await cancelWhenGracefulShutdown { await self.reportFaults() } }
        }
    }

    private func reportFaults() async {
        var known: Set<String> = []
        while !Task.isCancelled {
            let faults = Set(scrubber.report.faults)
            for fault in faults.subtracting(known).sorted() {
                logger.error("published data is damaged: run muster verify", metadata: ["fault": "\(fault)"])
            }
            for fault in known.subtracting(faults).sorted() {
                logger.notice("published data is whole again", metadata: ["fault": "\(fault)"])
            }
            known = faults
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Writes the counts of refusals and of readings whose minute is over.
    private func flushCounts() async {
        await cancelWhenGracefulShutdown { [open] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(5))
                await open.refusals.flush()
                await open.readings.flush()
            }
        }
    }

    func close() {
        catalog.close()
        directory.close()
    }
}
