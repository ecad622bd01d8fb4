import Crypto
import JSON

/// The groups that a user is in: those that name the user (`direct`), and those that contain one of them (`indirect`,
/// RFC 7643 section 4.1.2).
///
/// They are looked up when they are shown, so nobody's change is a record of somebody else: a group that is renamed, or put
/// into another, shows in its members at once.
struct Memberships {
    struct Membership {
        let group: StoredResource
        let isDirect: Bool
    }

    /// Direct ones in the order of every listing, then the others, nearest first.
    private(set) var list: [Membership] = []

    /// How many groups above one another are followed, beside the direct ones.
    static let levels = 8
    /// Groups whose own memberships are looked up, at most: more are shown, but not what contains them.
    static let limit = 1_000

    /// What contains groups that were looked at before in the same answer: the people of one page share their groups.
    final class Above {
        fileprivate var known: [TextKey: [StoredResource]] = [:]
    }

    /// - Throws: what reading the state throws.
    init(of resource: StoredResource, in state: any DirectoryState, _ above: Above = Above()) throws {
        guard resource.kind == .user else { return }
        var seen: Set<TextKey> = []
        var level = try state.groups(of: resource).map(\.group)
        for depth in 0...Self.levels where !level.isEmpty {
            var next: [StoredResource] = []
            // All of a level are seen before those above it, so that a group which is both is told as direct.
            let new = level.filter { seen.insert(TextKey($0.id)).inserted }
            for group in new {
                let isFollowed = list.count < Self.limit
                list.append(Membership(group: group, isDirect: depth == 0))
                if isFollowed, depth < Self.levels { next += try Self.groups(of: group, in: state, above) }
            }
            level = next
        }
    }

    private static func groups(
        of group: StoredResource, in state: any DirectoryState, _ above: Above
    ) throws -> [StoredResource] {
        let key = TextKey(group.id)
        if let known = above.known[key] { return known }
        let groups = try state.groups(of: group).map(\.group)
        above.known[key] = groups
        return groups
    }

    /// What the entity tag holds of them: a digest of what is shown, since no index of the log stands for it.
    var digest: String? {
        guard !list.isEmpty else { return nil }
        var hash = SHA256()
        for membership in list {
            let name = membership.group.attributes["displayName"]?.stringValue ?? ""
            hash.update(data: Array("\(membership.group.id)\u{0}\(name)\u{0}\(membership.isDirect)\u{0}".utf8))
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: hash.finalize().prefix(8).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The weak entity tag of the user (RFC 7644 section 3.14): the version, and what `groups` shows.
    func entityTag(of resource: StoredResource) -> String {
        digest.map { "W/\"\(resource.version)-\($0)\"" } ?? resource.entityTag
    }
}
