import JSON

extension Selection {
    /// The edits that an operation on `members` means.
    func memberEdits(_ verb: Patch.Operation.Verb, _ value: JSONValue?) throws(SCIMError) -> [MemberEdit] {
        guard let filter else { return try wholeListEdits(verb, value) }
        let named = filter.memberValue
        switch verb {
        case .remove where place.sub == nil:
            return [named.map { .remove([$0]) } ?? .removeMatching(MemberEdit.MemberFilter(filter: filter))]
        case .remove:
            guard let named, place.sub?.mutability != .immutable else {
                throw SCIMError.mutability(place.path, "cannot be removed from a member")
            }
            return [.merge(value: named, JSONObject([(place.leaf.name, .null)]), isMember: .ifAny)]
        case .add, .replace:
            guard let named else {
                throw SCIMError.invalidPath("Members are selected by value eq \"id\".", attribute: "members")
            }
            // What is said about a member makes nobody one; only the whole element may, where providers write so.
            let makesMember = place.sub == nil && leniency.makesFilteredElements
            return [
                .merge(
                    value: named, try changes(value ?? .null, of: named), isMember: makesMember ? .orBecomes : .required
                )
            ]
        }
    }

    private func wholeListEdits(
        _ verb: Patch.Operation.Verb, _ value: JSONValue?
    ) throws(SCIMError) -> [MemberEdit] {
        guard place.sub == nil else {
            throw SCIMError.mutability(place.path, "is changed by adding and removing members")
        }
        if verb == .remove, value == nil { return [.removeAll] }
        guard verb != .remove || leniency.removalByValue else {
            throw SCIMError.invalidSyntax(
                "A remove operation takes no value: select the member by members[value eq \"id\"].",
                attribute: "members")
        }
        guard verb == .replace || !(value?.isNull ?? true) else {
            throw SCIMError.invalidValue("members", "names nobody: leave the value out to remove everybody")
        }
        try ResourceReader.refuseNameless(value ?? .null)
        let list = try place.attribute.normalized(listed(value ?? .null, for: verb), path: place.path, leniency)
        let members = try ResourceReader.members(list)
        switch verb {
        case .add: return [.add(members)]
        case .replace: return [.replace(members)]
        case .remove: return [.remove(members.compactMap { $0["value"]?.stringValue })]
        }
    }

    private func changes(_ value: JSONValue, of member: String) throws(SCIMError) -> JSONObject {
        var changes = JSONObject()
        if let sub = place.sub {
            changes[sub.name] = try sub.normalized(value, path: place.path, leniency)
        } else {
            let value = single(value)
            changes = try place.attribute.element(value, path: place.path, leniency)?.objectValue ?? JSONObject()
        }
        guard changes["value"].map({ $0.stringValue?.hasSameBytes(as: member) ?? false }) ?? true else {
            throw SCIMError.mutability("members.value", "cannot be changed: remove the member and add the other")
        }
        return changes
    }
}

extension BoundFilter {
    /// The id when the filter is exactly `value eq "id"`.
    package var memberValue: String? {
        guard case .compare(let place, .eq, .text(let text)) = self, place.leaf.name == "value" else { return nil }
        return text
    }
}
