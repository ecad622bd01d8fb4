import Records

/// Stretches of equal length that a span of time is cut into, at most so many that they can be told apart.
struct HistogramScale {
    struct Step {
        let length: Int64
        let title: String
    }

    static let mostBars = 60
    static let steps: [Step] = [
        Step(length: 1_000, title: "second"), Step(length: 10_000, title: "10 seconds"),
        Step(length: 60_000, title: "minute"), Step(length: 600_000, title: "10 minutes"),
        Step(length: 3_600_000, title: "hour"), Step(length: 21_600_000, title: "6 hours"),
        Step(length: Timestamp.dayLength, title: "day"), Step(length: 7 * Timestamp.dayLength, title: "week"),
        Step(length: 30 * Timestamp.dayLength, title: "30 days"),
        Step(length: 120 * Timestamp.dayLength, title: "120 days"),
        Step(length: 720 * Timestamp.dayLength, title: "720 days"),
        Step(length: 7_200 * Timestamp.dayLength, title: "20 years"),
        Step(length: 72_000 * Timestamp.dayLength, title: "200 years"),
    ]

    /// One more than there are bars, rising.
    let bounds: [Timestamp]
    let step: Step

    /// Nil when there is no time between the two.
    init?(from: Timestamp, until: Timestamp) {
        guard from < until else { return nil }
        let fitting = Self.steps.first { step in
            (until.milliseconds - 1) / step.length - from.milliseconds / step.length < Self.mostBars
        }
        guard let step = fitting ?? Self.steps.last else { return nil }
        self.step = step
        let first = from.milliseconds / step.length
        let last = (until.milliseconds - 1) / step.length
        let inner = (first...last).dropFirst().map { Timestamp(milliseconds: $0 * step.length) }
        bounds = [from] + inner + [until]
    }
}

/// The number of events over time, as a picture, in words, and as a table.
struct HistogramView {
    struct Bar {
        let from: Timestamp
        let until: Timestamp
        let count: UInt64
        let label: String
        let number: String
        let x: String
        let y: String
        let width: String
        let height: String
        let narrower: String
    }

    static let width = 600
    static let height = 72

    let bars: [Bar]
    /// The bars that are not empty, for the table.
    let rows: [Bar]
    let summary: String
    let first: String
    let last: String
    let most: String
    let step: String
    let pictureWidth = Self.width
    let pictureHeight = Self.height

    init?(_ counts: [UInt64], _ scale: HistogramScale, narrower: ((from: Timestamp, until: Timestamp)) -> String) {
        guard let most = counts.max(), most > 0, counts.count == scale.bounds.count - 1 else { return nil }
        let slot = Double(Self.width) / Double(counts.count)
        bars = counts.indices.map { place in
            let stretch = (from: scale.bounds[place], until: scale.bounds[place + 1])
            let share = Double(counts[place]) / Double(most)
            // What is there is seen, however little it is.
            let height = counts[place] == 0 ? 0 : max(2, share * Double(Self.height))
            return Bar(
                from: stretch.from, until: stretch.until, count: counts[place],
                label: Self.label(stretch.from, scale.step), number: CountText.grouped(counts[place]),
                x: Self.decimal(Double(place) * slot), y: Self.decimal(Double(Self.height) - height),
                width: Self.decimal(max(1, slot - min(2, slot / 4))), height: Self.decimal(height),
                narrower: narrower(stretch))
        }
        rows = bars.filter { $0.count > 0 }
        first = Self.label(scale.bounds[0], scale.step)
        last = Self.label(Timestamp(milliseconds: scale.bounds[counts.count].milliseconds - 1), scale.step)
        self.most = CountText.grouped(most)
        step = scale.step.title
        let peak = bars.first { $0.count == most }?.label ?? ""
        summary =
            "Events over time, from \(first) to \(last) (UTC), by \(step). At most \(self.most), at \(peak). "
            + "The table below has every number."
    }

    /// As exact as the step needs.
    private static func label(_ time: Timestamp, _ step: HistogramScale.Step) -> String {
        let view = TimeView(time)
        if step.length >= Timestamp.dayLength { return view.day }
        return "\(view.day) \(step.length >= 60_000 ? String(view.clock.prefix(5)) : view.clock)"
    }

    /// Two digits behind the point, which no locale changes.
    private static func decimal(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

/// Numbers as pages show them: `1,234,567`.
enum CountText {
    static func grouped(_ number: UInt64) -> String {
        var groups: [String] = []
        var rest = number
        while rest >= 1_000 {
            let group = String(rest % 1_000)
            groups.append(String(repeating: "0", count: 3 - group.utf8.count) + group)
            rest /= 1_000
        }
        return ([String(rest)] + groups.reversed()).joined(separator: ",")
    }
}
