import Differences
import JSON
import Records
import SCIM

/// One thing that a change is about: an attribute, a sub-attribute of it, or an element of a list.
struct ChangedPart {
    /// With its URN, letter case aside.
    let attribute: String
    var sub: String?
    var before: JSONValue?
    var after: JSONValue?
    var isElement: Bool

    /// Nil for a path that is none.
    ///
    /// - Parameters:
    ///   - change: as a record tells it.
    ///   - isGrant: whether the change is of one role or entitlement, also where no path tells it from others.
    init?(_ change: Change, isGrant: Bool) {
        guard let found = ObservedDifference.attribute(of: change.path) else { return nil }
        attribute = found.attribute.caseFolded
        sub = found.sub
        (before, after) = (change.before, change.after)
        let selects =
            change.path.hasSuffix("]") && (!change.path.hasPrefix("$[") || change.path.contains("][value eq "))
        isElement = selects || isGrant && before?.arrayValue == nil && after?.arrayValue == nil
    }

    /// Whether it is one complex value, and no list of them.
    var isOneObject: Bool { sub == nil && [before, after].allSatisfy { $0.map { $0.objectValue != nil } ?? true } }

    /// What it is made of: the elements that came and went, or the sub-attributes that differ; itself where it is one thing.
    var parts: [ChangedPart] {
        guard !isElement else { return [self] }
        if before?.arrayValue != nil || after?.arrayValue != nil { return elements }
        let objects = [before, after].compactMap { $0 }.map(\.objectValue)
        guard sub == nil, !objects.isEmpty, objects.allSatisfy({ $0 != nil }) else { return [self] }
        return Self.differing(before, after).map { name in
            var part = self
            part.sub = name
            part.before = before?.objectValue.flatMap { AskedPlace.member($0, name) }
            part.after = after?.objectValue.flatMap { AskedPlace.member($0, name) }
            return part
        }
    }

    private var elements: [ChangedPart] {
        func list(_ value: JSONValue?) -> [JSONValue] { value?.arrayValue ?? value.map { [$0] } ?? [] }
        let (old, new) = (list(before), list(after))
        var counts: [[UInt8]: Int] = [:]
        for element in old { counts[element.bytes, default: 0] += 1 }
        func element(_ before: JSONValue?, _ after: JSONValue?) -> ChangedPart {
            var part = self
            (part.sub, part.isElement, part.before, part.after) = (nil, true, before, after)
            return part
        }
        var parts: [ChangedPart] = []
        for value in new {
            if let count = counts[value.bytes], count > 0 {
                counts[value.bytes] = count - 1
            } else {
                parts.append(element(nil, value))
            }
        }
        for value in old {
            guard let count = counts[value.bytes], count > 0 else { continue }
            counts[value.bytes] = count - 1
            parts.append(element(value, nil))
        }
        return parts
    }

    /// The names of the members in which two objects differ, in order; `null`, `false` and nothing are the same.
    static func differing(_ before: JSONValue?, _ after: JSONValue?) -> [String] {
        let (old, new) = (before?.objectValue ?? JSONObject(), after?.objectValue ?? JSONObject())
        var names: [String] = []
        for name in old.names + new.names where !names.contains(where: { $0.isSameName(as: name) }) {
            let (a, b) = (AskedPlace.member(old, name), AskedPlace.member(new, name))
            if a != b, (a ?? false) != (b ?? false) { names.append(name) }
        }
        return names
    }
}
