/// Somebody of the organisation, as the simulation knows them.
struct Person: Sendable {
    /// What becomes of somebody.
    enum Standing: UInt8, Sendable { case here, gone }

    let name: PersonName
    /// The account's name, which nobody else has or had.
    let login: String
    let isContractor: Bool
    var department: Int
    var title: String
    var site: Int
    var phone: Int
    var manager: Int?
    var standing = Standing.here
    /// Counts departures and returns: what was planned in an earlier life of the account is void.
    var life = 0
    var okta = Account()
    var directory = Account()
    /// Groups that name this person as a member, of either source.
    var groups: [Membership] = []
    /// Roles that this person holds.
    var roles: [Int] = []
    var apps: [Int] = []
    /// The place in the list of those who are here; nil for nobody there.
    var place: Int?

    /// An account at one source.
    struct Account: Sendable, Equatable {
        /// How many accounts there were, this one included; 0 before the first.
        var number = 0
        var exists = false
        var isEnabled = false

        mutating func create() {
            number += 1
            exists = true
            isEnabled = true
        }
    }

    /// A group as it was then: groups end, and others begin in their place.
    struct Membership: Sendable, Hashable {
        let group: Int
        let version: Int
    }

    func account(_ source: Source) -> Account { source == .directory ? directory : okta }
    func holds(_ role: Int) -> Bool { roles.contains(role) }
    func isMember(of membership: Membership) -> Bool { groups.contains(membership) }
}

/// Where records come from.
package enum Source: String, Sendable, CaseIterable {
    /// The personnel department's system.
    case personnel = "hr"
    /// The identity provider.
    case okta
    /// The directory of the Windows machines, worked on by hand.
    case directory = "ad"
    /// Access governance: roles and applications.
    case governance = "iam"
}
