import Catalog
import Directory
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder

/// `/metrics`: Prometheus' text format 0.0.4. It has numbers and names of logs and routes, nothing of what is recorded.
struct MetricsDoor: Door {
    let metrics: MetricsRegistry

    func add(to doors: Doors) {
        doors.open(.get, "/metrics") { _, _ in
            .bytes(Array(metrics.exposition().utf8), type: "text/plain; version=0.0.4; charset=utf-8")
        }
    }
}

extension MetricsRegistry {
    /// Has the sizes and lags of the logs read before every exposition.
    func collect(from logs: HostedLogs) {
        collect { registry in
            for log in logs.all {
                let labels = [("log", log.name)]
                func set(_ name: String, _ value: UInt64) {
                    registry.series(name, labels) { GaugeSeries() }.set(Double(value))
                }
                let committed = log.recorder.committedSize()
                let published = log.recorder.publishedCheckpoint().size
                set("muster_log_committed_entries", committed)
                set("muster_log_published_entries", published)
                set("muster_log_publication_lag_entries", committed > published ? committed - published : 0)
                set("muster_catalog_lag_entries", log.catalog.lag)
                set("muster_directory_lag_entries", log.directory.lag)
                let scrub = log.scrubber.report
                registry.series("muster_scrub_passes_total", labels) { CounterSeries() }.set(Double(scrub.passes))
                registry.series("muster_scrub_bundles_total", labels) { CounterSeries() }.set(Double(scrub.bundles))
                set("muster_scrub_faults", UInt64(scrub.faults.count))
            }
        }
    }
}
