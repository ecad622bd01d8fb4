import JSON
import SCIM

extension Likeness {
    /// Whether a value is what was asked for, or that as a service writes it: with the liberties of `satisfies`, and in other
    /// letter case or without the blanks around it. A list holds nothing else.
    ///
    /// Where a record does not hold what was asked for, anything is.
    static func resembles(_ shown: JSONValue?, _ wanted: JSONValue?) -> Bool {
        switch (shown, wanted) {
        case (_, .string?) where standsForAnother(wanted): return true
        case (.string(let shown)?, .string(let wanted)?): return plain(shown) == plain(wanted)
        case (.object(let shown)?, .object(let wanted)?):
            return wanted.members.allSatisfy { resembles(AskedPlace.member(shown, $0.name), $0.value) }
        case (.array(let list)?, .array(let others)?):
            return standsForAnother(wanted) || satisfies(shown, wanted) && isCovered(list, by: others)
        case (.array(let list)?, let wanted?): return list.count == 1 && resembles(list[0], wanted)
        default: return satisfies(shown, wanted)
        }
    }

    /// Whether an element of a list is one that was asked for: called the same, and not otherwise in what both say. A service
    /// may leave out and fill in.
    static func isElement(_ shown: JSONValue, like wanted: JSONValue) -> Bool {
        let (own, others) = (names(shown), names(wanted))
        guard let object = shown.objectValue, let asked = wanted.objectValue else {
            return resembles(shown, wanted) || !own.isDisjoint(with: others)
        }
        let isHidden = standsForAnother(asked["value"])
        guard isHidden || !own.isEmpty || !others.isEmpty else { return resembles(shown, wanted) }
        guard isHidden || !own.isDisjoint(with: others) else { return false }
        return asked.members.allSatisfy { name, value in
            if ["value", "$ref"].contains(where: { $0.isSameName(as: name) }) { return true }
            return AskedPlace.member(object, name).map { resembles($0, value) } ?? true
        }
    }

    /// What an element is called, letter case and blanks aside.
    static func names(_ element: JSONValue) -> Set<String> { Set(AskedFor.names(element).map(plain)) }

    private static func plain(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()).caseFolded
    }
}
