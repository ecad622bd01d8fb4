import Foundation
import JSON
import SCIM

extension ServiceProbe {
    /// Longer than the second in which many services count.
    private static let pause = Duration.milliseconds(1_100)

    /// Whether somebody who is read again is as before: what a write changed is told by such reads.
    ///
    /// - Parameter id: whom to read.
    /// - Returns: what was found, and the state that was read last; nil where there was none.
    func steadiness(_ id: String) async -> (GatewayFinding, ObservedResource?) {
        let what = "read after read"
        var seen: [ObservedResource] = []
        // Once more when it differs: somebody else may be at work.
        while seen.count < 2 || seen.count < 3 && !Self.differing(seen[0], seen[1]).isEmpty {
            if !seen.isEmpty { try? await Task.sleep(for: Self.pause) }
            switch await reader.read(.users, id) {
            case .there(let resource): seen.append(resource)
            case .absent:
                let reason = "an account that is listed is not found under its id"
                return (GatewayFinding(.bad, what, "\(reason): no write's doing can be seen"), nil)
            case .unknown(let reason):
                return (GatewayFinding(.bad, what, "\(reason): no write's doing can be seen"), nil)
            }
        }
        let last = seen[seen.count - 1]
        guard seen.count == 3 else {
            return (GatewayFinding(.good, what, "the same state both times"), last)
        }
        let restless = Self.differing(seen[0], seen[1]).filter(Self.differing(seen[1], last).contains)
        guard restless.isEmpty else {
            let names = restless.prefix(5).joined(separator: ", ")
            return (
                GatewayFinding(
                    .bad, what,
                    "\(names) changes by itself: every write would be told with drift and a change that are none; "
                        + "name it in the gateway's `ignore`"), last
            )
        }
        return (GatewayFinding(.note, what, "the state changed once in between: somebody else may be at work"), last)
    }

    /// The attributes in which two states differ, in order.
    static func differing(_ one: ObservedResource, _ other: ObservedResource) -> [String] {
        Set(one.state.members.map(\.name) + other.state.members.map(\.name))
            .filter { one.state[$0] != other.state[$0] }.sorted()
    }

    /// Whether the state of an account carries a tag (RFC 7644 section 3.14).
    func entityTag(_ resource: ObservedResource) -> GatewayFinding {
        let what = "meta.version or ETag"
        guard let tag = resource.entityTag else {
            return GatewayFinding(
                .note, what,
                "none: a change that somebody else makes between a look and a write cannot be told from the write's own"
            )
        }
        let kind = tag.hasPrefix("W/") ? "weak" : "strong"
        guard memory.hasEntityTags == true else {
            return GatewayFinding(
                .note, what, "there (\(kind)), but not announced as supported: no If-Match is sent with writes")
        }
        return GatewayFinding(
            .good, what, "there (\(kind)): writes carry If-Match, and none meets a state that was not seen")
    }

    /// How many groups are looked at for members.
    private static let groups = 10

    /// Whether groups show their members, and can be asked for by one.
    func membership() async -> [GatewayFinding] {
        let (what, asked) = ("group members", "filter by members.value")
        let found: [JSONObject]?
        do throws(Refused) { found = try await first(.groups, Self.groups) } catch {
            return [GatewayFinding(.bad, what, "/Groups \(error.detail)")]
        }
        guard let found else {
            return [GatewayFinding(.note, what, "the service has no groups: nothing of membership goes on record")]
        }
        let ids = found.compactMap { $0["id"]?.stringValue }
        guard !ids.isEmpty else { return [GatewayFinding(.note, what, "not tried: there is no group yet")] }
        var shown: (group: String, members: [String])?
        for id in ids where shown == nil {
            switch await reader.read(.groups, id, members: .init(isWhole: true)) {
            case .there(let group):
                guard case .all(let members) = group.members, !members.isEmpty else { continue }
                shown = (group.id, members.keys.sorted())
            case .absent, .unknown:
                return [GatewayFinding(.bad, what, "a group that is listed cannot be read by its id")]
            }
        }
        guard let shown, let member = shown.members.first else {
            return [
                GatewayFinding(
                    .note, what,
                    "none of \(ids.count) groups shows any: they are empty, or the service shows none, and then the "
                        + "outcome of every change of members is unknown")
            ]
        }
        let count = shown.members.count
        return [
            GatewayFinding(.good, what, "a group shows \(count): changes of members can be seen"),
            await memberFilter(asked, shown.group, member),
        ]
    }

    private func memberFilter(_ what: String, _ group: String, _ member: String) async -> GatewayFinding {
        let stranger = "muster-probe-\(UUID().uuidString.lowercased())"
        let findsNobody = await reader.isMember(stranger, of: group) == false
        let finds = await reader.isMember(member, of: group) == true
        memory.set(filtersMembers: findsNobody && finds)
        if findsNobody && finds {
            return GatewayFinding(
                .good, what, "finds a member and no stranger: big groups are asked about single members")
        }
        let why = findsNobody ? "does not find a member" : "does not work"
        return GatewayFinding(.note, what, "\(why): big groups are read whole for every change of members")
    }
}
