import Differences
import JSON
import Records
import SCIM

/// What became of what a write asked for, judged by what was seen before and after.
struct Judgement: Sendable {
    typealias Differing = (path: String, requested: JSONValue, observed: JSONValue)

    /// What was asked for and is not so.
    private(set) var differing: [Differing] = []
    /// Members that are not as they were asked for.
    private(set) var oddMembers: [String] = []
    /// Of which nobody can see what became of them: secrets, and what is not kept of a state for its size.
    private(set) var hidden: [String] = []
    /// What cannot be compared with a state.
    private(set) var uncompared: [String] = []
    /// What a replacement left out, and is still there.
    private(set) var kept: [String] = []
    /// What was asked for, was not so before, and is so after.
    private(set) var came: [Asked] = []
    /// Single values that changed to what was asked for, though the service writes that in its own way: these stand in
    /// `differing` too.
    private(set) var likened: [Asked] = []
    /// All that was asked for and has a place.
    private(set) var asked: [Asked] = []
    let membership: AskedMembers
    /// Whether there was something that the gateway did not understand.
    let isUnreadable: Bool

    /// - Parameters:
    ///   - requested: what was asked for.
    ///   - kind: of the resource.
    ///   - before: nil when it was not there.
    ///   - after: nil when it is not there any more: then nothing of it can be compared.
    ///   - ignored: attributes that are not looked at, letter case aside.
    init(
        _ requested: RequestedChanges, _ kind: ResourceKind, from before: ObservedResource?,
        to after: ObservedResource?, ignored: Set<String> = []
    ) {
        membership = requested.membership
        isUnreadable = requested.isUnreadable
        guard let after else { return }
        for asked in requested.standing { judge(asked, kind, before, after, ignored) }
        judgeMembers(after.members)
        if requested.replacesAll, let before { judgeLeftOut(requested, before, after) }
    }

    private mutating func judge(
        _ one: Asked, _ kind: ResourceKind, _ before: ObservedResource?, _ after: ObservedResource,
        _ ignored: Set<String>
    ) {
        let path = one.change.path
        guard let place = one.place, place.schema != nil || !kind.difference.isApart(place.name),
            !ignored.contains(place.attribute)
        else { return Self.note(path, &uncompared) }
        asked.append(one)
        switch one.verdict(on: after.state, omitted: after.omitted) {
        case .so:
            let old = before.map { one.verdict(on: $0.state, omitted: $0.omitted) } ?? .not(nil)
            if case .not = old { came.append(one) }
        case .not(let there):
            if Self.isLikened(one, before, there) { likened.append(one) }
            let wanted = one.isRemoval ? nil : one.change.after
            differing.append((path, wanted ?? .null, there ?? .null))
        case .unseen: Self.note(path, &hidden)
        case .unclear: Self.note(path, &uncompared)
        }
    }

    private static func isLikened(_ one: Asked, _ before: ObservedResource?, _ there: JSONValue?) -> Bool {
        guard one.isSingle, let before, !one.isRemoval, let there, there.arrayValue == nil,
            Likeness.resembles(there, one.value),
            case .not(let old) = one.verdict(on: before.state, omitted: before.omitted)
        else { return false }
        return old != there
    }

    /// The places of single values that have come.
    var settled: [String] { (came.filter(\.isSingle) + likened).map(\.change.path) }

    private static func note(_ path: String, _ list: inout [String]) {
        if list.count < 100, !list.contains(path) { list.append(path) }
    }

    private mutating func judgeMembers(_ seen: ObservedMembers) {
        if membership.isUnclear { uncompared.append("members") }
        // That they were not seen is told in the plan's own words.
        for (id, isWanted) in membership.differing(from: seen) ?? [] {
            let element = JSONValue.object(JSONObject([("value", .string(id))]))
            let path = "members[value eq \(JSONValue.string(id).text)]"
            let isTold = path.utf8.count <= 900 && GatewayRoute.isID(id)
            differing.append((isTold ? path : "members", isWanted ? element : .null, isWanted ? .null : element))
            if isTold { oddMembers.append(id) }
        }
    }

    /// A replacement that leaves an attribute out asks for it to go (RFC 7644 section 3.5.1); one that only the service
    /// writes stays all the same, and nobody can tell the two apart without a schema.
    private mutating func judgeLeftOut(
        _ requested: RequestedChanges, _ before: ObservedResource, _ after: ObservedResource
    ) {
        var named: [String: JSONValue] = [:]
        for one in requested.asked { if let place = one.place { named[place.attribute] = one.value ?? .null } }
        func look(_ name: String, _ old: JSONValue?, _ new: JSONValue) {
            guard let old, !old.isNull else { return }
            guard let sent = named[name.caseFolded] else { return Self.note(name, &kept) }
            guard let sent = sent.objectValue, !sent.isEmpty, let old = old.objectValue else { return }
            for (sub, _) in new.objectValue?.members ?? []
            where AskedPlace.member(old, sub) != nil && AskedPlace.member(sent, sub) == nil {
                Self.note("\(name).\(sub)", &kept)
            }
        }
        for (name, value) in after.state.members {
            let old = AskedPlace.member(before.state, name)
            if name.lowercased().hasPrefix("urn:"), let inner = value.objectValue {
                for (sub, value) in inner.members {
                    look("\(name):\(sub)", old?.objectValue.flatMap { AskedPlace.member($0, sub) }, value)
                }
            } else {
                look(name, old, value)
            }
        }
        guard membership.areLeftOut else { return }
        switch (before.members, after.members) {
        case (.all(let old), .all(let new)):
            if old.keys.contains(where: { new[$0] != nil }) { Self.note("members", &kept) }
        default: break
        }
    }
}
