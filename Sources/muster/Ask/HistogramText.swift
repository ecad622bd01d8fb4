import JSON

/// A histogram as lines of text: the beginning of each bar, its count, and the bar.
enum HistogramText {
    static func text(_ answer: JSONValue) -> String {
        let bars = (answer["bars"]?.arrayValue ?? []).map { bar in
            (start: time(bar["start"]), count: bar["count"]?.text ?? "?", size: bar["count"]?.intValue ?? 0)
        }
        let most = bars.map(\.size).max() ?? 0
        let counts = bars.map(\.count.count).max() ?? 0
        let starts = bars.map(\.start.count).max() ?? 0
        let room = max(8, (Terminal.width ?? 80) - starts - counts - 4)
        var lines = bars.map { bar in
            let pad = String(repeating: " ", count: counts - bar.count.count)
            // A bar that has anything is seen.
            let length = bar.size == 0 || most == 0 ? 0 : max(1, bar.size * room / most)
            let space = String(repeating: " ", count: starts - bar.start.count)
            return "\(bar.start)\(space)  \(pad)\(bar.count)" + (length > 0 ? "  " : "")
                + String(repeating: "█", count: length)
        }
        let exact = answer["exact"] == .bool(false) ? "; at least: not every phrase was looked for" : ""
        lines.append(
            "a bar is a \(answer["interval"]?.stringValue ?? "?"), in \(answer["zone"]?.stringValue ?? "?")\(exact)")
        return lines.map(Terminal.harmless).joined(separator: "\n")
    }

    /// `2026-06-30 14:00 +02:00`, with seconds only where they say something.
    private static func time(_ value: JSONValue?) -> String {
        guard let text = value?.stringValue, text.utf8.count >= 19 else { return "?" }
        let time = text.dropFirst(11).prefix(8)
        let zone = text.dropFirst(19).drop { $0 == "." || $0.isNumber }
        return
            "\(text.prefix(10)) \(time.hasSuffix(":00") ? time.prefix(5) : time)\(zone.hasPrefix("Z") ? "Z" : " \(zone)")"
    }
}
