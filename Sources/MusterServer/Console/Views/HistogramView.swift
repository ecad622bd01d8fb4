import Catalog
import Records

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

    init?(
        _ counts: [UInt64], _ bounds: [Timestamp], _ scale: TimeScale,
        narrower: ((from: Timestamp, until: Timestamp)) -> String
    ) {
        guard let most = counts.max(), most > 0, counts.count == bounds.count - 1 else { return nil }
        let slot = Double(Self.width) / Double(counts.count)
        bars = counts.indices.map { place in
            let stretch = (from: bounds[place], until: bounds[place + 1])
            let share = Double(counts[place]) / Double(most)
            // What is there is seen, however little it is.
            let height = counts[place] == 0 ? 0 : max(2, share * Double(Self.height))
            return Bar(
                from: stretch.from, until: stretch.until, count: counts[place],
                label: Self.label(stretch.from, scale), number: CountText.grouped(counts[place]),
                x: Self.decimal(Double(place) * slot), y: Self.decimal(Double(Self.height) - height),
                width: Self.decimal(max(1, slot - min(2, slot / 4))), height: Self.decimal(height),
                narrower: narrower(stretch))
        }
        rows = bars.filter { $0.count > 0 }
        first = Self.label(bounds[0], scale)
        last = Self.label(Timestamp(milliseconds: bounds[counts.count].milliseconds - 1), scale)
        self.most = CountText.grouped(most)
        step = scale.name
        let peak = bars.first { $0.count == most }?.label ?? ""
        summary =
            "Events over time, from \(first) to \(last) (UTC), by \(step). At most \(self.most), at \(peak). "
            + "The table below has every number."
    }

    /// As exact as the scale needs.
    private static func label(_ time: Timestamp, _ scale: TimeScale) -> String {
        let view = TimeView(time)
        switch scale.unit {
        case .second: return "\(view.day) \(view.clock)"
        case .minute, .hour: return "\(view.day) \(view.clock.prefix(5))"
        case .day, .week: return view.day
        case .month: return String(view.day.prefix(7))
        case .year: return String(view.day.prefix(4))
        }
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
