import Synchronization

/// The kinds of Prometheus metrics that there are here.
enum MetricKind: String, Sendable {
    case counter, gauge, histogram
}

/// One line, or group of lines, of the exposition.
protocol MetricSeries: AnyObject, Sendable {
    static var kind: MetricKind { get }
    func write(_ name: String, _ labels: SeriesLabels, to text: inout String)
}

/// A sum that only grows.
package final class CounterSeries: MetricSeries {
    static let kind = MetricKind.counter
    private let sum = Mutex(0.0)

    package func increment(by amount: Double = 1) {
        guard amount >= 0, amount.isFinite else { return }
        sum.withLock { $0 += amount }
    }

    /// Takes over a total that is kept elsewhere.
    package func set(_ total: Double) { sum.withLock { $0 = max($0, total) } }

    func reset() { sum.withLock { $0 = 0 } }

    func write(_ name: String, _ labels: SeriesLabels, to text: inout String) {
        text += "\(name)\(labels.text) \(MetricName.number(sum.withLock { $0 }))\n"
    }
}

/// A value that goes up and down.
package final class GaugeSeries: MetricSeries {
    static let kind = MetricKind.gauge
    private let value = Mutex(0.0)

    package func set(_ new: Double) { value.withLock { $0 = new } }
    package func add(_ amount: Double) { value.withLock { $0 += amount } }

    func write(_ name: String, _ labels: SeriesLabels, to text: inout String) {
        text += "\(name)\(labels.text) \(MetricName.number(value.withLock { $0 }))\n"
    }
}

/// How often values fell below each of a few bounds, and their sum. Durations are in seconds.
package final class HistogramSeries: MetricSeries {
    static let kind = MetricKind.histogram
    package static let bounds = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    private struct Values {
        var counts: [UInt64]
        var sum = 0.0
    }
    private let bounds: [Double]
    private let values: Mutex<Values>

    package init(bounds: [Double] = HistogramSeries.bounds) {
        self.bounds = bounds
        values = Mutex(Values(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    /// Takes over counts that are kept elsewhere, one for each bound and one for what is beyond them.
    package func set(_ counts: [UInt64], sum: Double) { values.withLock { $0 = Values(counts: counts, sum: sum) } }

    package func record(_ value: Double) {
        guard value.isFinite else { return }
        let place = bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        values.withLock { values in
            values.counts[place] += 1
            values.sum += value
        }
    }

    func write(_ name: String, _ labels: SeriesLabels, to text: inout String) {
        let values = values.withLock { $0 }
        var total: UInt64 = 0
        for (bound, count) in zip(bounds.map(MetricName.number) + ["+Inf"], values.counts) {
            total += count
            text += "\(name)_bucket\(labels.adding("le", bound).text) \(total)\n"
        }
        text += "\(name)_sum\(labels.text) \(MetricName.number(values.sum))\n"
        text += "\(name)_count\(labels.text) \(total)\n"
    }
}
