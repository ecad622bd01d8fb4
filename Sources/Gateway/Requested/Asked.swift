import Differences
import JSON
import Records
import SCIM

/// One thing that a write asks for: an attribute, or a part of one, that is added to, replaced or removed.
struct Asked: Sendable {
    enum Operation: String, Sendable { case add, replace, remove }

    /// Whether a state is as it was asked for.
    enum Verdict: Sendable {
        case so
        /// With what is there in its place.
        case not(JSONValue?)
        /// What stands there is a secret, or too large to be kept.
        case unseen
        /// The path names nothing that can be looked up, or in a way that nobody can judge.
        case unclear
    }

    let operation: Operation
    /// Nil where no place is known for the path.
    let place: AskedPlace?
    /// Nil for a removal.
    let value: JSONValue?
    /// As records tell it, without secrets.
    let change: Change
    /// Whether the value is, or holds, a secret.
    var isSecret = false
    /// Whether the place is to hold this and nothing else; not so for a list that more was added to.
    var isExact = false

    /// The same where nobody can tell what was to come of it.
    var withoutPlace: Asked { Asked(operation: operation, place: nil, value: value, change: change) }

    /// Whether one value is asked for at a place that holds one.
    var isSingle: Bool { place.map { $0.filter == nil } ?? false && value.map { $0.arrayValue == nil } ?? true }

    /// Whether nothing is to be left.
    var isRemoval: Bool { operation == .remove || value.map(Self.isNothing) ?? true }

    /// Judges a state as records keep it.
    ///
    /// `omitted`: attributes of the state that are not kept for their size.
    func verdict(on state: JSONObject, omitted: Int) -> Verdict {
        guard let place else { return .unclear }
        if isSecret { return .unseen }
        let whole = place.whole(in: state)
        if whole == nil, omitted > 0, !isRemoval { return .unseen }
        guard let there = there(place, whole) else { return .unclear }
        if Likeness.standsForAnother(there.value) { return .unseen }
        return isMet(place, whole, there.value) ? .so : .not(there.value)
    }

    /// What stands at the place; nil where that cannot be told.
    private func there(_ place: AskedPlace, _ whole: JSONValue?) -> (value: JSONValue?, Void)? {
        guard let filter = place.filter else {
            guard let sub = place.sub else { return (whole, ()) }
            switch whole {
            case .array(let items)?:
                let values = items.compactMap { Self.sub(sub, of: $0) }
                return (values.isEmpty ? nil : .array(values), ())
            case let value?: return (Self.sub(sub, of: value), ())
            case nil: return (nil, ())
            }
        }
        var found: [JSONValue] = []
        for element in whole?.arrayValue ?? whole.map({ [$0] }) ?? [] {
            guard let matches = ElementFilter.matches(filter, element) else { return nil }
            guard matches else { continue }
            if let sub = place.sub {
                // One of them without a value counts where a value was asked for.
                if let value = Self.sub(sub, of: element) {
                    found.append(value)
                } else if !isRemoval {
                    found.append(.null)
                }
            } else {
                found.append(element)
            }
        }
        return (found.isEmpty ? nil : .array(found), ())
    }

    private func isMet(_ place: AskedPlace, _ whole: JSONValue?, _ there: JSONValue?) -> Bool {
        guard !isRemoval, let value else {
            // Not SCIM, and yet sent: a removal that names the elements.
            if operation == .remove, place.isWhole, let value = self.value, !Self.isNothing(value) {
                let gone = value.arrayValue ?? [value]
                return !(whole?.arrayValue ?? whole.map { [$0] } ?? []).contains { element in
                    gone.contains { Likeness.satisfies(element, $0) }
                }
            }
            return Likeness.satisfies(there, nil)
        }
        let elements = whole?.arrayValue ?? whole.map { [$0] } ?? []
        switch (place.filter, place.sub) {
        case (nil, nil):
            guard Likeness.satisfies(there, value) else { return false }
            guard isExact, let shown = there?.arrayValue else { return true }
            return Likeness.isCovered(shown, by: value.arrayValue ?? [value])
        case (nil, _?): return (there?.arrayValue ?? [there ?? .null]).allSatisfy { Likeness.satisfies($0, value) }
        // What the filter picked may be called otherwise from now on.
        case (_?, nil): return elements.contains { Likeness.satisfies($0, value) }
        case (_?, let sub?):
            if place.selects(by: sub) { return elements.contains { Likeness.satisfies(Self.sub(sub, of: $0), value) } }
            guard let found = there?.arrayValue else { return Likeness.satisfies(nil, value) }
            return found.allSatisfy { Likeness.satisfies($0, value) }
        }
    }

    private static func sub(_ name: String, of value: JSONValue) -> JSONValue? {
        if let object = value.objectValue { return AskedPlace.member(object, name) }
        return name.isSameName(as: "value") ? value : nil
    }

    static func isNothing(_ value: JSONValue) -> Bool {
        value.isNull || value.arrayValue?.isEmpty ?? value.stringValue?.isEmpty ?? false
    }
}
