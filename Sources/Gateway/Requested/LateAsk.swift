import Differences
import JSON
import SCIM

/// One thing that a write asked for, as what may still come of it is told from what others do.
struct LateAsk: Sendable {
    let operation: Asked.Operation
    let place: AskedPlace
    /// Nil for a removal that names no elements.
    let value: JSONValue?
    /// The elements that are asked for, by what they are called.
    private let called: [String: [JSONValue]]
    /// Those that are not called anything, and those whose names are not on record.
    private let unnamed: [JSONValue]

    init(_ operation: Asked.Operation, _ place: AskedPlace, _ value: JSONValue?) {
        self.operation = operation
        self.place = place
        self.value = value
        var (called, unnamed): ([String: [JSONValue]], [JSONValue]) = ([:], [])
        for element in value?.arrayValue ?? value.map({ [$0] }) ?? [] {
            let names = Likeness.standsForAnother(element) ? [] : Likeness.names(element)
            for name in names { called[name, default: []].append(element) }
            if names.isEmpty, unnamed.count < Self.mostUnnamed { unnamed.append(element) }
        }
        (self.called, self.unnamed) = (called, unnamed)
    }

    /// So many elements without a name are compared with each that changed.
    private static let mostUnnamed = 200

    /// Not SCIM, and yet sent: a removal that names the elements.
    private var isOfElements: Bool { operation == .remove && !(value.map(Asked.isNothing) ?? true) }

    private var isRemoval: Bool { operation == .remove || value.map(Asked.isNothing) ?? true }

    /// Whether a part may change by what was asked for.
    func covers(_ part: ChangedPart) -> Bool {
        guard part.attribute == place.attribute else {
            return inner(part.attribute).map { $0.covers(part) } ?? false
        }
        if let value, case .string = value, Likeness.standsForAnother(value) { return true }
        if part.isElement { return coversElement(part) }
        if place.filter != nil { return part.isOneObject && coversElement(part) }
        switch (part.sub, place.sub) {
        case (nil, nil): return !isOfElements && isMet(part.after, value)
        case (nil, _?): return false
        case (let sub?, let own?): return own.isSameName(as: sub) && isMet(part.after, value)
        case (let sub?, nil):
            if isRemoval { return isMet(part.after, nil) }
            guard let object = value?.objectValue else {
                return sub.isSameName(as: "value") && isMet(part.after, value)
            }
            return AskedPlace.member(object, sub).map { isMet(part.after, $0) } ?? false
        }
    }

    /// Whether a value was asked for at the place of a part.
    func names(_ part: ChangedPart) -> Bool {
        guard part.attribute == place.attribute else { return inner(part.attribute).map { $0.names(part) } ?? false }
        guard !isRemoval, let sub = part.sub else { return !isRemoval }
        if let own = place.sub { return own.isSameName(as: sub) }
        return value?.objectValue.map { AskedPlace.member($0, sub) != nil } ?? true
    }

    /// Whether elements of an attribute are asked to be the primary one, which takes that from others (RFC 7643 section 2.4).
    func makesPrimary(in attribute: String) -> Bool {
        guard attribute == place.attribute, !isRemoval else { return false }
        if let sub = place.sub { return sub.isSameName(as: "primary") && Likeness.satisfies(true, value) }
        return (value?.arrayValue ?? value.map { [$0] } ?? []).contains { element in
            element.objectValue.flatMap { AskedPlace.member($0, "primary") }.map { Likeness.satisfies(true, $0) }
                ?? false
        }
    }

    /// What was asked for of an attribute of an extension that was named as a whole.
    private func inner(_ attribute: String) -> LateAsk? {
        guard place.isWhole, attribute.hasPrefix(place.attribute + ":"),
            let inner = AskedPlace(attribute, isName: true)
        else { return nil }
        if isRemoval { return LateAsk(.remove, inner, nil) }
        guard let object = value?.objectValue else { return LateAsk(operation, inner, value) }
        let name = String(attribute.dropFirst(place.attribute.count + 1))
        return AskedPlace.member(object, name).map { LateAsk(operation, inner, $0) }
    }

    private func isMet(_ shown: JSONValue?, _ wanted: JSONValue?) -> Bool {
        isRemoval ? shown.map(Asked.isNothing) ?? true : Likeness.resembles(shown, wanted)
    }

    // Elements of lists.

    private func coversElement(_ part: ChangedPart) -> Bool {
        guard let after = part.after else { return part.before.map(mayGo) ?? false }
        if let sub = place.sub { return coversSub(sub, part.before, after) }
        return !isRemoval
            && wanted(after).contains { one in
                Likeness.isElement(after, like: one) && isChanged(part.before, after, to: one)
            }
    }

    /// Whether an element may go: it was asked to, or others were to take its place, or it is to be called otherwise.
    private func mayGo(_ element: JSONValue) -> Bool {
        if place.filter != nil { return matches(element) }
        if place.sub != nil { return true }
        switch operation {
        case .add: return false
        case .replace: return isRemoval || !isWanted(element)
        case .remove: return value.map(Asked.isNothing) ?? true || isWanted(element)
        }
    }

    /// Of an element that was there, nothing else may change than what was asked for; a replacement may leave out.
    private func isChanged(_ before: JSONValue?, _ after: JSONValue, to wanted: JSONValue) -> Bool {
        guard let before, let after = after.objectValue else { return true }
        return ChangedPart.differing(before, .object(after)).allSatisfy { name in
            let isAsked = wanted.objectValue.flatMap { AskedPlace.member($0, name) } != nil
            return isAsked || operation == .replace && AskedPlace.member(after, name) == nil
                || Self.follow.contains(name.caseFolded)
        }
    }

    private func coversSub(_ sub: String, _ before: JSONValue?, _ after: JSONValue) -> Bool {
        let shown = after.objectValue.flatMap { AskedPlace.member($0, sub) }
        guard isMet(shown, value), place.selects(by: sub) || matches(after) else { return false }
        guard let before else { return !isRemoval }
        return ChangedPart.differing(before, after).allSatisfy { $0.isSameName(as: sub) }
    }

    /// What a service fills in beside the `value` that it refers to.
    static let follow: Set<String> = ["display", "displayname", "$ref"]

    /// A filter that cannot be read for an element leaves it in doubt.
    private func matches(_ element: JSONValue) -> Bool {
        place.filter.map { ElementFilter.matches($0, element) != false } ?? true
    }

    private func wanted(_ element: JSONValue) -> [JSONValue] {
        Likeness.names(element).flatMap { called[$0] ?? [] } + unnamed
    }

    private func isWanted(_ element: JSONValue) -> Bool {
        wanted(element).contains { Likeness.isElement(element, like: $0) }
    }
}
