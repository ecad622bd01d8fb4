import JSON
import SCIM

extension RequestedChanges {
    /// What is asked for in the end: what a later operation takes back is left out. What later ones on the same attribute
    /// make of it may be more than can be told; then its place is left out.
    var standing: [Asked] {
        guard asked.count > 1 else { return asked }
        var groups: [String: [Int]] = [:]
        var result: [Asked?] = asked
        for (number, later) in asked.enumerated() {
            guard let place = later.place else { continue }
            let earlier = groups[place.attribute, default: []]
            var kept: [Int] = []
            for other in earlier {
                guard let one = result[other] else { continue }
                switch Self.fate(of: one, before: later, place) {
                case .stands: kept.append(other)
                case .isGone: result[other] = nil
                case .isAddedTo:
                    result[other]?.isExact = false
                    kept.append(other)
                case .isMixed: result[other] = one.withoutPlace
                }
            }
            // So many operations on one attribute that it would take long to tell.
            if kept.count >= 100 {
                for other in kept { result[other] = result[other]?.withoutPlace }
                kept = []
            }
            groups[place.attribute] = kept + [number]
        }
        return result.compactMap { $0 }
    }

    private static func isList(_ asked: Asked) -> Bool { asked.value?.arrayValue != nil }

    private enum Fate { case stands, isGone, isAddedTo, isMixed }

    private static func fate(of one: Asked, before later: Asked, _ place: AskedPlace) -> Fate {
        guard let earlier = one.place else { return .stands }
        if place.isWhole, later.operation == .replace || later.isRemoval && later.value == nil { return .isGone }
        if place.isWhole, later.operation == .add {
            if earlier.isWhole, one.operation != .remove { return isList(one) && isList(later) ? .isAddedTo : .isMixed }
            return earlier.filter == nil && !earlier.isWhole ? .isGone : .isMixed
        }
        if !place.isWhole, place.folded == earlier.folded { return .isGone }
        if earlier.isWhole { return .isMixed }
        // Parts of one attribute that are named by different words.
        return place.filter == nil && earlier.filter == nil || place.filter != nil && earlier.filter != nil
            ? .stands : .isMixed
    }
}
