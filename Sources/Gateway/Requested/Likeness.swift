import Differences
import JSON
import Records
import SCIM

/// Whether what a service shows is what it was asked for, with the liberties that services take in writing it down.
enum Likeness {
    static func satisfies(_ shown: JSONValue?, _ wanted: JSONValue?) -> Bool {
        let shown = shown.flatMap { isNothing($0) ? Optional.none : $0 }
        let wanted = wanted.flatMap { isNothing($0) ? Optional.none : $0 }
        switch (shown, wanted) {
        case (nil, nil): return true
        case (nil, .bool(false)?): return true
        case (let shown?, let wanted?): return isLike(shown, wanted)
        default: return false
        }
    }

    /// Whether something in a value stands for what a record does not hold: a secret, or what is too large. A service's own
    /// text may look like that; then less is said than could be.
    static func standsForAnother(_ value: JSONValue?) -> Bool {
        switch value {
        case .string(let text)?: return text == Secrets.marker || ObservedDifference.isPlaceholder(text)
        case .array(let items)?: return items.contains { standsForAnother($0) }
        case .object(let object)?: return object.members.contains { standsForAnother($0.value) }
        default: return false
        }
    }

    private static func isNothing(_ value: JSONValue) -> Bool {
        value.isNull || value.arrayValue?.isEmpty ?? false || value.stringValue?.isEmpty ?? false
    }

    /// How many elements of two lists are compared with each other before only equal ones count.
    private static let comparisons = 100_000

    /// Whether each element that is wanted is shown. Those with the same `value`, or that are the same text, are compared first;
    /// where there is none such, all are, as long as that is bounded.
    private static func holds(_ shown: [JSONValue], _ wanted: [JSONValue]) -> Bool {
        var places: [String: [Int]] = [:]
        for (place, value) in shown.enumerated() {
            if let key = key(value) { places[key, default: []].append(place) }
        }
        var left = comparisons
        func isShown(_ value: JSONValue, among candidates: some Sequence<Int>) -> Bool {
            for place in candidates {
                left -= 1
                guard left > 0 else { return false }
                if isLike(shown[place], value) { return true }
            }
            return false
        }
        lazy var exact = Set(shown.map(\.bytes))
        return wanted.allSatisfy { value in
            if let key = key(value), isShown(value, among: places[key] ?? []) { return true }
            return isShown(value, among: shown.indices) || left <= 0 && exact.contains(value.bytes)
        }
    }

    /// Whether a list shows nothing but what is wanted. Where that would take too many comparisons, it is not doubted.
    static func isCovered(_ shown: [JSONValue], by wanted: [JSONValue]) -> Bool {
        var places: [String: [Int]] = [:]
        for (place, value) in wanted.enumerated() {
            if let key = key(value) { places[key, default: []].append(place) }
        }
        var left = comparisons
        return shown.allSatisfy { value in
            if let key = key(value), places[key]?.contains(where: { isLike(value, wanted[$0]) }) ?? false {
                return true
            }
            return wanted.contains { one in
                left -= 1
                return left <= 0 || isLike(value, one)
            }
        }
    }

    private static func key(_ value: JSONValue) -> String? {
        value.stringValue ?? value["value"]?.stringValue
    }

    private static func isLike(_ shown: JSONValue, _ wanted: JSONValue) -> Bool {
        if shown == wanted { return true }
        switch (shown, wanted) {
        case (.bool(let flag), .string(let text)): return text.lowercased() == (flag ? "true" : "false")
        case (.number(let a), .number(let b)): return a.doubleValue == b.doubleValue
        case (.object(let shown), .object(let wanted)):
            return wanted.members.allSatisfy { name, value in
                satisfies(shown.members.first { $0.name.isSameName(as: name) }?.value, value)
            }
        case (.array(let shown), .array(let wanted)):
            return holds(shown, wanted)
        case (.array(let shown), let wanted): return shown.contains { isLike($0, wanted) }
        case (.object(let shown), .string): return shown["value"] == wanted
        default: return false
        }
    }
}
