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

    /// What a caller names a series by, as it stands.
    private struct Given: Hashable {
        let name: String
        let labels: [String]

        init(_ name: String, _ labels: [(String, String)]) {
            self.name = name
            var texts: [String] = []
            texts.reserveCapacity(2 * labels.count)
            for (name, value) in labels {
                texts.append(name)
                texts.append(value)
            }
            self.labels = texts
        }
    }

    private struct State {
        var families: [String: Family] = [:]
        /// Series by what they were asked for by: every request asks for some, and cleaning names costs more than all the
        /// rest. Only those that stand in a family.
        var known: [Given: any MetricSeries] = [:]
    }

    private let state = Mutex(State())
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
        let given = Given(name, labels)
        if let found = state.withLock({ $0.known[given] as? Series }) { return found }
        let name = MetricName.clean(name)
        let labels = SeriesLabels(labels)
        return state.withLock { state in
            if let found = state.families[name]?.series[labels] as? Series { return found }
            let new = make()
            var family = state.families[name] ?? Family(kind: Series.kind)
            guard family.kind == Series.kind, family.series.count < Self.maximumSeries else { return new }
            family.series[labels] = new
            state.families[name] = family
            state.known[given] = new
            return new
        }
    }

    func remove(_ name: String, _ labels: [(String, String)]) {
        state.withLock { state in
            let removed = state.families[MetricName.clean(name)]?.series.removeValue(forKey: SeriesLabels(labels))
            if let removed { state.known = state.known.filter { $0.value !== removed } }
        }
    }

    /// The exposition: families by name, series by labels.
    package func exposition() -> String {
        for collect in collectors.withLock({ $0 }) { collect(self) }
        let families = state.withLock { $0.families }
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
