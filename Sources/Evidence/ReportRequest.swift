import Catalog
import Foundation
package import Records

/// What a report was asked for with, read strictly.
package struct ReportRequest: Sendable {
    package let kind: ReportKind
    let values: [String: String]
    let now: Timestamp
    let settings: ReportSettings

    /// - Throws: `ReportFault` for a parameter that the report does not have.
    package init(_ kind: ReportKind, _ values: [String: String], now: Timestamp, settings: ReportSettings)
        throws(ReportFault)
    {
        let names = kind.parameters.map(\.rawValue)
        for name in values.keys where !names.contains(name) {
            throw ReportFault(
                parameter: name,
                reason: names.isEmpty
                    ? "this report takes no parameters" : "known here: \(names.joined(separator: ", "))")
        }
        self.kind = kind
        self.values = values
        self.now = now
        self.settings = settings
        // A zone that says nothing here, for want of a date, is checked all the same.
        _ = try zone()
    }

    func text(_ parameter: ReportParameter) throws(ReportFault) -> String? {
        guard let text = values[parameter.rawValue] else { return nil }
        guard !text.isEmpty, text.utf8.count <= 4_096 else {
            throw ReportFault(parameter: parameter.rawValue, reason: "expected 1 to 4096 bytes of text")
        }
        return text
    }

    /// Names with commas between them, as `NameList` reads them.
    func names(_ parameter: ReportParameter) throws(ReportFault) -> [String]? {
        guard let text = try text(parameter) else { return nil }
        do { return try NameList.read(text) } catch {
            throw ReportFault(parameter: parameter.rawValue, reason: error.reason)
        }
    }

    func number(_ parameter: ReportParameter, usually: Int, in range: ClosedRange<Int>) throws(ReportFault) -> Int {
        guard let text = try text(parameter) else { return usually }
        guard let number = Int(text), range.contains(number), text.utf8.first != UInt8(ascii: "+") else {
            throw ReportFault(
                parameter: parameter.rawValue,
                reason: "expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func zone() throws(ReportFault) -> QueryZone {
        guard let text = try text(.zone) else { return .utc }
        do { return try QueryZone(text) } catch { throw ReportFault(parameter: "zone", reason: error.reason) }
    }

    private func date(_ parameter: ReportParameter) throws(ReportFault) -> WrittenTime? {
        guard let text = try text(parameter) else { return nil }
        let context = QueryContext(zone: try zone(), now: now)
        do { return try WrittenTime(text, in: context) } catch {
            throw ReportFault(parameter: parameter.rawValue, reason: error.reason)
        }
    }

    /// The moment asked about; never one that has not come.
    func moment() throws(ReportFault) -> Timestamp { min(now, try date(.at)?.last ?? now) }

    /// From the beginning of the first day to the end of the last: half open.
    func period() throws(ReportFault) -> (from: Timestamp, until: Timestamp) {
        let until = try date(.until)?.end ?? Timestamp(milliseconds: now.milliseconds + 1)
        let from = try date(.from)?.start ?? Timestamp(milliseconds: until.milliseconds - 30 * 86_400_000)
        guard from < until else { throw ReportFault(parameter: "from", reason: "the period ends before it begins") }
        return (from, until)
    }

    /// A period and its zone as parameters of a report.
    func written(period: (from: Timestamp, until: Timestamp)) throws(ReportFault) -> [(String, String)] {
        [("from", period.from.rfc3339), ("until", period.until.rfc3339), ("zone", try zone().name)]
    }
}

/// What the configuration says about reports.
package struct ReportSettings: Sendable, Equatable {
    /// Two sides of which nobody may hold both.
    package struct Separation: Sendable, Equatable {
        package var name: String
        package var left: [String]
        package var right: [String]

        package init(name: String, left: [String], right: [String]) {
            self.name = name
            self.left = left
            self.right = right
        }
    }

    /// Patterns of names of privileged roles, groups and permissions; a star stands for anything, case does not matter.
    package var privileged = ["*admin*", "owner", "owners", "root", "*superuser*", "*privileged*"]
    package var separation: [Separation] = []

    package init() {}
}

/// A name with stars in it.
struct NamePattern {
    private let parts: [String]

    init(_ text: String) {
        parts = text.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    func fits(_ name: String) -> Bool {
        var rest = Substring(name.lowercased())
        guard rest.hasPrefix(parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        guard parts.count > 1 else { return rest.isEmpty }
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let found = rest.range(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
