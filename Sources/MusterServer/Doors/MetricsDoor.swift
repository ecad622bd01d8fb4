import Catalog
import Directory
import Gateway
import HTTPTypes
import Hummingbird
import JSON
import Ledger
import Recorder
import Synchronization

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
    /// Has the counts of the gateways read before every exposition.
    func collect(from gateways: Gateways) {
        // Gateways that were told of: what one that is gone left open is told until nothing is, and then that.
        let told = Told()
        collect { registry in
            let left = gateways.left
            for name in told.replace(by: Set(left.map(\.name) + gateways.all.map(\.gateway.settings.name))) {
                registry.series("muster_gateway_open_attempts", [("gateway", name)]) { GaugeSeries() }.set(0)
            }
            for left in left {
                registry.series("muster_gateway_open_attempts", [("gateway", left.name)]) { GaugeSeries() }
                    .set(Double(left.open))
            }
            for (gateway, _) in gateways.all {
                let labels = [("gateway", gateway.settings.name)]
                func count(_ name: String, _ value: Int) {
                    registry.series(name, labels) { CounterSeries() }.set(Double(value))
                }
                let values = gateway.counts.values
                count("muster_gateway_reads_total", values.reads)
                count("muster_gateway_writes_total", values.writes)
                count("muster_gateway_unrecorded_total", values.unrecorded)
                count("muster_gateway_upstream_failures_total", values.failures)
                count("muster_gateway_drifts_total", values.drifts)
                count("muster_gateway_doubtful_total", values.doubtful)
                count("muster_gateway_differing_total", values.differing)
                count("muster_gateway_unasked_total", values.unasked)
                count("muster_gateway_unknown_total", values.unknown)
                count("muster_gateway_reconciled_total", values.reconciled)
                let times = gateway.counts.times
                registry.series("muster_gateway_own_seconds", labels) {
                    HistogramSeries(bounds: GatewayCounts.bounds)
                }.set(times.counts, sum: times.sum)
                registry.series("muster_gateway_open_attempts", labels) { GaugeSeries() }
                    .set(Double(gateway.countOpen()))
            }
        }
    }

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
                let readings = log.open.readings.counts
                registry.series("muster_readings_recorded_total", labels) { CounterSeries() }
                    .set(Double(readings.entries))
                registry.series("muster_readings_unrecorded_total", labels) { CounterSeries() }
                    .set(Double(readings.unrecorded))
                let scrub = log.scrubber.report
                registry.series("muster_scrub_passes_total", labels) { CounterSeries() }.set(Double(scrub.passes))
                registry.series("muster_scrub_bundles_total", labels) { CounterSeries() }.set(Double(scrub.bundles))
                set("muster_scrub_faults", UInt64(scrub.faults.count))
            }
        }
    }
}

/// The names that the last exposition had.
private final class Told: Sendable {
    private let names = Mutex<Set<String>>([])

    /// Those that it had and this one has not.
    func replace(by new: Set<String>) -> Set<String> {
        names.withLock { names in
            defer { names = new }
            return names.subtracting(new)
        }
    }
}
