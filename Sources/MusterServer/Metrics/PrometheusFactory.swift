package import CoreMetrics
import Synchronization

/// Lets everything that measures through swift-metrics end in a ``MetricsRegistry``.
package struct PrometheusFactory: MetricsFactory {
    package let registry: MetricsRegistry

    package init(registry: MetricsRegistry) { self.registry = registry }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        CounterEnd(name: label, labels: dimensions, series: registry.series(label, dimensions) { CounterSeries() })
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        CounterEnd(name: label, labels: dimensions, series: registry.series(label, dimensions) { CounterSeries() })
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeEnd(name: label, labels: dimensions, series: registry.series(label, dimensions) { GaugeSeries() })
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return GaugeEnd(
                name: label, labels: dimensions, series: registry.series(label, dimensions) { GaugeSeries() })
        }
        return HistogramEnd(
            name: label, labels: dimensions, series: registry.series(label, dimensions) { HistogramSeries() })
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        HistogramEnd(
            name: label, labels: dimensions, series: registry.series(label, dimensions) { HistogramSeries() })
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }
    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }
    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }
    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func destroy(_ handler: AnyObject) {
        guard let end = handler as? any NamedEnd else { return }
        registry.remove(end.name, end.labels)
    }
}

/// What the ends of swift-metrics have in common: where they stand in the registry.
private protocol NamedEnd: AnyObject {
    var name: String { get }
    var labels: [(String, String)] { get }
}

private final class CounterEnd: NamedEnd, CounterHandler, FloatingPointCounterHandler {
    let name: String
    let labels: [(String, String)]
    private let series: CounterSeries

    init(name: String, labels: [(String, String)], series: CounterSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func increment(by amount: Int64) { series.increment(by: Double(amount)) }
    func increment(by amount: Double) { series.increment(by: amount) }
    func reset() { series.reset() }
}

private final class GaugeEnd: NamedEnd, MeterHandler, RecorderHandler {
    let name: String
    let labels: [(String, String)]
    private let series: GaugeSeries

    init(name: String, labels: [(String, String)], series: GaugeSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func set(_ value: Int64) { series.set(Double(value)) }
    func set(_ value: Double) { series.set(value) }
    func increment(by amount: Double) { series.add(amount) }
    func decrement(by amount: Double) { series.add(-amount) }
    func record(_ value: Int64) { series.set(Double(value)) }
    func record(_ value: Double) { series.set(value) }
}

private final class HistogramEnd: NamedEnd, RecorderHandler, TimerHandler {
    let name: String
    let labels: [(String, String)]
    private let series: HistogramSeries

    init(name: String, labels: [(String, String)], series: HistogramSeries) {
        self.name = name
        self.labels = labels
        self.series = series
    }

    func record(_ value: Int64) { series.record(Double(value)) }
    func record(_ value: Double) { series.record(value) }
    func recordNanoseconds(_ duration: Int64) { series.record(Double(duration) / 1e9) }
}
