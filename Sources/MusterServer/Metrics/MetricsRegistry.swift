import Synchronization

/// Every metric of one server, and their text in Prometheus' exposition format 0.0.4.
///
/// A family has one kind, given by whoever makes its first metric; a metric of the same name and another kind is
/// counted nowhere. At most ``maximumSeries`` series are kept for a family, so that no caller can fill the memory.
package final class MetricsRegistry: Sendable {
    /// How many label sets one family may have; metrics beyond are counted nowhere.
    package static let maximumSeries = 1000

    struct Family {
        let kind: MetricKind
        var series: [SeriesLabels: any MetricSeries] = [:]
    }

    private let families = Mutex<[String: Family]>([:])
    private let collectors = Mutex<[@Sendable (MetricsRegistry) -> Void]>([])

    package init() {}

    /// Has `collect` called before every exposition, to set gauges that are read rather than kept.
    package func collect(_ collect: @escaping @Sendable (MetricsRegistry) -> Void) {
        collectors.withLock { $0.append(collect) }
    }

    /// The series of that name and labels, made when it is new.
    func series<Series: MetricSeries>(
        _ name: String, _ labels: [(String, String)], make: () -> Series
    ) -> Series {
        let name = MetricName.clean(name)
        let labels = SeriesLabels(labels)
        return families.withLock { families in
            if let found = families[name]?.series[labels] as? Series { return found }
            let new = make()
            var family = families[name] ?? Family(kind: Series.kind)
            guard family.kind == Series.kind, family.series.count < Self.maximumSeries else { return new }
            family.series[labels] = new
            families[name] = family
            return new
        }
    }

    func remove(_ name: String, _ labels: [(String, String)]) {
        families.withLock { $0[MetricName.clean(name)]?.series[SeriesLabels(labels)] = nil }
    }

    /// The exposition: families by name, series by labels.
    package func exposition() -> String {
        for collect in collectors.withLock({ $0 }) { collect(self) }
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            if let help = MetricHelp.texts[name] { text += "# HELP \(name) \(help)\n" }
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for (labels, series) in family.series.sorted(by: { $0.key.text < $1.key.text }) {
                series.write(name, labels, to: &text)
            }
        }
        return text
    }
}
