import Differences
import JSON
import Records
import SCIM
import Testing

/// The records of a difference lead from one state to the other, and say what came and went, for every pair of states.
struct ClassifierTests {
    private static let subject = Party(type: "user", id: "1", namespace: "scim")

    /// What one record after the other makes of a state.
    private static func folded(_ drafts: [Draft], _ state: JSONObject) -> JSONObject {
        drafts.reduce(state) { state, draft in
            let record = Record(
                action: draft.action, source: "scim", subject: draft.subject, resources: draft.resources,
                changes: draft.changes)
            return ResourceDifference(.user).apply(record.stateChanges, to: state)
        }
    }

    /// A state without what is no difference: lists in one order, no `primary` that is false.
    private static func plain(_ state: JSONObject) -> [String: [String]] {
        var plain: [String: [String]] = [:]
        for (name, value) in state.members {
            let texts = (value.arrayValue ?? [value]).map { element -> String in
                guard var object = element.objectValue else { return element.text }
                if object["primary"] == false { object["primary"] = nil }
                return object.members.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value.text)" }.joined()
            }
            if !texts.isEmpty { plain[name] = texts.sorted() }
        }
        return plain
    }

    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static func list(_ dice: inout Dice, isTold: Bool) -> JSONValue? {
        var elements: [JSONValue] = []
        for _ in 0..<Int.random(in: 0...4, using: &dice) {
            var element = JSONObject()
            if isTold || Int.random(in: 0..<4, using: &dice) > 0 {
                element["value"] = .string(["a", "b", "c]\"", isTold ? "d" : ""].randomElement(using: &dice) ?? "a")
            }
            if Bool.random(using: &dice) {
                element["display"] = .string(["x", "y"].randomElement(using: &dice) ?? "x")
            }
            if Bool.random(using: &dice) { element["type"] = .string(["t", "u"].randomElement(using: &dice) ?? "t") }
            if Bool.random(using: &dice) { element["primary"] = .bool(Bool.random(using: &dice)) }
            let isThere = elements.contains { $0["value"] == element["value"] && $0["type"] == element["type"] }
            if !element.isEmpty, !isTold || !isThere { elements.append(.object(element)) }
        }
        return elements.isEmpty ? nil : .array(elements)
    }

    private static func state(_ dice: inout Dice, isTold: Bool) -> JSONObject {
        var state = JSONObject([("userName", .string(["ann", "Ann"].randomElement(using: &dice) ?? "ann"))])
        for name in ["emails", "roles", "entitlements"] { state[name] = list(&dice, isTold: isTold) }
        if Bool.random(using: &dice) { state["active"] = .bool(Bool.random(using: &dice)) }
        if Bool.random(using: &dice) { state["name"] = ["givenName": .string(Bool.random(using: &dice) ? "G" : "H")] }
        return state
    }

    /// How often each element stands in a list, by what tells it: value and type, or what it is called.
    private static func counts(_ list: JSONValue?, isTold: Bool) -> [String: Int] {
        var counts: [String: Int] = [:]
        for element in list?.arrayValue ?? [] {
            var whole = element.objectValue ?? JSONObject()
            if whole["primary"] == false { whole["primary"] = nil }
            let name = (element["value"] ?? element["display"] ?? .object(whole)).text
            counts[isTold ? name + (element["type"]?.text ?? "-") : name, default: 0] += 1
        }
        return counts
    }

    /// Whether every element has a value, and none stands twice with its type.
    private static func isTold(_ list: JSONValue?) -> Bool {
        let elements = list?.arrayValue ?? []
        return elements.allSatisfy { !($0["value"]?.stringValue ?? "").isEmpty }
            && counts(list, isTold: true).allSatisfy { $0.value == 1 }
    }

    private static func grown(_ after: [String: Int], over before: [String: Int]) -> Int {
        after.reduce(0) { $0 + max(0, $1.value - before[$1.key, default: 0]) }
    }

    @Test(arguments: [true, false])
    func everyPairOfStates(isTold: Bool) {
        var dice = Dice(state: 20_261_126)
        let classifier = Classifier(ResourceDifference(.user), namespace: "scim")
        for _ in 0..<4_000 {
            let (before, after) = (Self.state(&dice, isTold: isTold), Self.state(&dice, isTold: isTold))
            let drafts = classifier.update(Self.subject, from: before, to: after)
            #expect(Self.plain(Self.folded(drafts, before)) == Self.plain(after))
            #expect(drafts.isEmpty == (Self.plain(before) == Self.plain(after)))
            for (name, came, went) in [
                ("roles", Action.roleAssign, Action.roleRevoke),
                ("entitlements", .permissionGrant, .permissionRevoke),
            ] {
                let isKeyed = Self.isTold(before[name]) && Self.isTold(after[name])
                let (old, new) = (
                    Self.counts(before[name], isTold: isKeyed), Self.counts(after[name], isTold: isKeyed)
                )
                #expect(drafts.filter { $0.action == came }.count == Self.grown(new, over: old))
                #expect(drafts.filter { $0.action == went }.count == Self.grown(old, over: new))
                for draft in drafts where draft.action == came || draft.action == went {
                    let (element, other) =
                        draft.action == came
                        ? (draft.changes.first?.after, draft.changes.first?.before)
                        : (draft.changes.first?.before, draft.changes.first?.after)
                    let list = (draft.action == came ? after : before)[name]?.arrayValue ?? []
                    #expect(draft.changes.count == 1 && other == nil && draft.resources.count == 1)
                    #expect(element.map(list.contains) == true)
                }
            }
            let isOff = before["active"]?.boolValue ?? true, isOn = after["active"]?.boolValue ?? true
            #expect(drafts.filter { $0.action == .userDisable }.count == (isOff && !isOn ? 1 : 0))
            #expect(drafts.filter { $0.action == .userEnable }.count == (!isOff && isOn ? 1 : 0))
            #expect(
                drafts.filter { $0.action == .userRename }.count == (before["userName"] == after["userName"] ? 0 : 1))
            #expect(drafts.filter { $0.action == .userUpdate }.count <= 1)
        }
    }

    /// What comes and goes whole: the roles behind a creation and before a deletion.
    @Test(arguments: [true, false])
    func beginningsAndEnds(isTold: Bool) {
        var dice = Dice(state: 7)
        let classifier = Classifier(ResourceDifference(.user), namespace: "scim")
        for _ in 0..<1_000 {
            let state = Self.state(&dice, isTold: isTold)
            let made = classifier.creation(Self.subject, of: state)
            #expect(made.first?.action == .userCreate)
            #expect(made.first?.isInactive == (state["active"] == false))
            #expect(Self.plain(Self.folded(made, JSONObject())) == Self.plain(state))
            let ended = classifier.deletion(Self.subject, of: state)
            #expect(ended.last?.action == .userDelete)
            #expect(Set(ended.last?.changes.map(\.path) ?? []) == Set(state.names))
            #expect(ended.last?.changes.allSatisfy { $0.before == state[$0.path] && $0.after == nil } == true)
            let roles = state["roles"]?.arrayValue?.count ?? 0
            #expect(made.filter { $0.action == .roleAssign }.count == roles)
            #expect(ended.filter { $0.action == .roleRevoke }.count == roles)
            let entitlements = state["entitlements"]?.arrayValue?.count ?? 0
            #expect(made.filter { $0.action == .permissionGrant }.count == entitlements)
            #expect(ended.filter { $0.action == .permissionRevoke }.count == entitlements)
        }
    }

    /// Fifty elements are told one by one, more of them as a list; grants always one by one.
    @Test(arguments: [("emails", 50, 50), ("emails", 51, 1), ("roles", 200, 200)])
    func manyElements(_ name: String, _ count: Int, _ changes: Int) {
        let list = (0..<count).map { number -> JSONValue in ["value": .string("v\(number)")] }
        let difference = ResourceDifference(.user)
        let old: JSONValue = [["value": "old"], ["value": "v0"]]
        let before = JSONObject([("userName", "a"), (name, old)])
        var after = before
        after[name] = .array(list)
        let told = difference.changes(from: before, to: after)
        #expect(told.count == changes)
        #expect(Self.plain(difference.apply(told, to: before)) == Self.plain(after))
        #expect(difference.changes(from: after, to: before).count == changes)
        var turned = after
        turned[name] = .array(list.reversed())
        #expect(difference.changes(from: after, to: turned).isEmpty)
    }

    /// Keys of one value and many types, or many values and one type, are spread over a table.
    @Test func keysAreSpread() {
        for isType in [true, false] {
            let keys = (0..<1_000).compactMap { number in
                ElementKey([
                    "value": isType ? "v" : .string("v\(number)"), "type": isType ? .string("t\(number)") : "t",
                ])
            }
            #expect(Set(keys).count == 1_000)
            #expect(Set(keys.map(\.hashValue)).count > 990)
        }
        #expect(ElementKey(["value": "ab", "type": "c"]) != ElementKey(["value": "a", "type": "bc"]))
        #expect(ElementKey(["value": "a"]) == ElementKey(["value": "a", "display": "x"]))
        #expect(ElementKey(["value": ""]) == nil && ElementKey(["type": "a"]) == nil)
    }

    /// The order of elements that no path can tell apart is no difference either.
    @Test func orderIsNoDifference() {
        func state(_ roles: JSONValue) -> JSONObject { JSONObject([("roles", roles)]) }
        let before = state([["display": "a"], ["display": "b", "primary": false]])
        let after = state([["display": "b"], ["display": "a"]])
        #expect(
            Classifier(ResourceDifference(.user), namespace: "scim").update(Self.subject, from: before, to: after)
                .isEmpty)
        let other = state([["display": "a"], ["display": "a"]])
        #expect(
            Classifier(ResourceDifference(.user), namespace: "scim").update(Self.subject, from: before, to: other).map(
                \.action) == [
                    .roleRevoke, .roleAssign, .userUpdate,
                ])
    }
}
