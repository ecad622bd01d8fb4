/// The labels of a series, sorted by name, with their text in the exposition format.
struct SeriesLabels: Hashable, Sendable {
    /// `{a="1",b="2"}`, or nothing.
    let text: String
    private let pairs: [[String]]

    init(_ labels: [(String, String)]) {
        pairs = labels.map { [MetricName.clean($0.0, colon: false), $0.1] }.sorted { $0[0] < $1[0] }
        let parts = pairs.map { "\($0[0])=\"\(Self.escaped($0[1]))\"" }
        text = parts.isEmpty ? "" : "{" + parts.joined(separator: ",") + "}"
    }

    func adding(_ name: String, _ value: String) -> SeriesLabels {
        SeriesLabels(pairs.map { ($0[0], $0[1]) } + [(name, value)])
    }

    private static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// Names and numbers as the exposition format wants them.
enum MetricName {
    /// Letters, digits, underscores and (in metric names) colons; everything else becomes an underscore.
    static func clean(_ name: String, colon: Bool = true) -> String {
        var bytes = name.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                byte
            case UInt8(ascii: ":") where colon: byte
            default: UInt8(ascii: "_")
            }
        }
        if let first = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            bytes.insert(UInt8(ascii: "_"), at: 0)
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}
