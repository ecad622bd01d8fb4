extension Setting {
    typealias Apply = @Sendable (inout Configuration, String) -> Bool

    static let sizeForm = "a number of bytes, such as 1048576, 512KiB or 16MiB"

    static func string(_ path: any WritableKeyPath<Configuration, String> & Sendable) -> Apply {
        { configuration, text in
            guard !text.isEmpty else { return false }
            configuration[keyPath: path] = text
            return true
        }
    }

    static func string(_ path: any WritableKeyPath<Configuration, String?> & Sendable) -> Apply {
        { configuration, text in
            guard !text.isEmpty else { return false }
            configuration[keyPath: path] = text
            return true
        }
    }

    static func size(_ path: any WritableKeyPath<Configuration, Int> & Sendable, _ range: ClosedRange<Int>) -> Apply {
        { configuration, text in
            guard let value = parseSize(text), range.contains(value) else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }

    static func duration(
        _ path: any WritableKeyPath<Configuration, Duration> & Sendable, _ range: ClosedRange<Duration>
    ) -> Apply {
        { configuration, text in
            guard let value = parseDuration(text), range.contains(value) else { return false }
            configuration[keyPath: path] = value
            return true
        }
    }

    /// Whole numbers, with `KiB` or `MiB` behind them or nothing.
    static func parseSize(_ text: String) -> Int? {
        for (unit, factor) in [("KiB", 1 << 10), ("MiB", 1 << 20), ("", 1)] where text.hasSuffix(unit) {
            guard let number = digits(text.dropLast(unit.utf8.count)) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        return nil
    }

    /// Whole numbers of `ms`, `s`, `m` or `h`.
    static func parseDuration(_ text: String) -> Duration? {
        for (unit, factor) in [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)] where text.hasSuffix(unit) {
            guard let number = digits(text.dropLast(unit.utf8.count)), number <= 1_000_000_000 else { return nil }
            return .milliseconds(number * factor)
        }
        return nil
    }

    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
    }

    private static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 18,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}
