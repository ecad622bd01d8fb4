import Differences
import Records
import SCIM

/// A kind of resource behind a gateway, known by its endpoint.
struct ResourceKind: Sendable, Hashable {
    /// The endpoint as records and the state have it: `Users`, `Groups`, or another as it was sent.
    let endpoint: String

    /// Nil for a name that no endpoint of resources has, and for a secret, which no record may hold.
    init?(endpoint: String) {
        guard (1...64).contains(endpoint.utf8.count), endpoint.utf8.first.map(Self.isLetter) ?? false,
            endpoint.utf8.allSatisfy({ Self.isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F }),
            !Secrets.hasToken(endpoint)
        else { return nil }
        self.endpoint =
            endpoint.isSameName(as: "Users") ? "Users" : endpoint.isSameName(as: "Groups") ? "Groups" : endpoint
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    static let users = ResourceKind(known: "Users")
    static let groups = ResourceKind(known: "Groups")
    private init(known: String) { endpoint = known }

    var isUser: Bool { endpoint == "Users" }
    var isGroup: Bool { endpoint == "Groups" }

    /// The type of its parties.
    var partyType: String { isUser ? "user" : isGroup ? "group" : endpoint.caseFolded }

    var difference: ObservedDifference {
        ObservedDifference(
            isUser: isUser, create: action("create", .userCreate, .groupCreate),
            update: action("update", .userUpdate, .groupUpdate), delete: action("delete", .userDelete, .groupDelete))
    }

    /// What a method asks for, before anything is seen of it.
    func attempted(_ method: String) -> Action {
        switch method {
        case "POST": difference.createAction
        case "DELETE": difference.deleteAction
        default: difference.updateAction
        }
    }

    private func action(_ verb: String, _ user: Action, _ group: Action) -> Action {
        if isUser { return user }
        if isGroup { return group }
        // Letters, digits, - and _: well formed always.
        return Action(rawValue: "x.scim.\(endpoint.caseFolded).\(verb)") ?? .userUpdate
    }
}
