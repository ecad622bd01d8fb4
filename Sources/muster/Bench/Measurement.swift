import Foundation
import Glibc
import JSON

/// Times of many equal pieces of work, and what the process spent on them.
struct Measurement {
    private let started = ContinuousClock.now
    private let processorAtStart = Measurement.processorSeconds
    var latencies = Latencies()

    /// Figures over everything since the measurement began; rate and processor time are those of `operations`, or of the
    /// pieces that were timed.
    func figures(_ further: [(String, JSONValue)], operations: Int? = nil) -> JSONValue {
        let seconds = max((ContinuousClock.now - started) / .seconds(1), 1e-9)
        let processor = Measurement.processorSeconds - processorAtStart
        let count = Double(max(operations ?? latencies.count, 1))
        return .object(
            JSONObject(
                further + [
                    ("seconds", Self.number(seconds, 3)), ("rate", Self.number(count / seconds, 1)),
                    ("p50_ms", Self.number(latencies.quantile(0.5) * 1e3, 3)),
                    ("p99_ms", Self.number(latencies.quantile(0.99) * 1e3, 3)),
                    ("max_ms", Self.number(latencies.largest * 1e3, 3)),
                    ("cpu_us", Self.number(processor / count * 1e6, 2)),
                    ("peak_rss_mb", Self.number(Self.peakMegabytes, 1)),
                ]))
    }

    static func number(_ value: Double, _ digits: Int) -> JSONValue {
        (try? JSONValue(parsing: String(format: "%.\(digits)f", value))) ?? 0
    }

    /// User and system time of the whole process.
    private static var processorSeconds: Double {
        let usage = self.usage
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    private static var peakMegabytes: Double { Double(usage.ru_maxrss) / 1024 }

    private static var usage: rusage {
        var usage = rusage()
        getrusage(__rusage_who_t(0), &usage)  // RUSAGE_SELF, whose Swift type differs between versions
        return usage
    }

    /// The figures for people.
    static func text(_ figures: JSONValue) -> String {
        (figures.objectValue?.members ?? []).map { member in
            member.name + String(repeating: " ", count: max(1, 14 - member.name.count))
                + (member.value.stringValue ?? member.value.text)
        }.joined(separator: "\n")
    }
}
