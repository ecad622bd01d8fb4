/// The parts of the organisation that people are put into: departments, groups, roles, applications.
struct Structure: Sendable {
    /// A group. Those of departments come first, then those of projects; both have people as members.
    struct Group: Sendable {
        var name: String
        let source: Source
        /// Counts the groups that stood in this place.
        var version = 1
        /// The container that this group is within.
        var parent: Int?
    }

    struct Role: Sendable {
        let name: String
        let isPrivileged: Bool
    }

    let departments: [String]
    var groups: [Group]
    /// Groups of groups: the last is that of everybody, the others are divisions within it.
    let containers: [String]
    let roles: [Role]
    let apps: [String]
    let departmentSizes: Popularity
    let projectSizes: Popularity
    let roleSizes: Popularity

    static let privileged = [
        "Domain Administrator", "Global Administrator", "Payroll Approver", "Key Custodian", "Database Owner",
        "Backup Operator", "Production Root", "Vault Unsealer",
    ]
    /// The role that so many of a thousand get when they come: the one with ten thousand people.
    static let commonRole = (name: "Remote Access", perMille: 72)
    static let titles = [
        "Clerk", "Analyst", "Engineer", "Consultant", "Specialist", "Accountant", "Buyer", "Designer", "Technician",
        "Senior Analyst", "Senior Engineer", "Auditor", "Recruiter", "Product Owner", "Assistant", "Counsel",
    ]
    static let sites = [
        "København", "Zürich", "München", "Montréal", "São Paulo", "Kraków", "東京", "Tel Aviv", "Αθήνα", "London",
    ]

    init(people: Int) {
        let areas = [
            "IT Operations", "Sales", "Customer Care", "Engineering", "Finance", "Logistics", "Production", "Research",
            "Marketing", "Human Resources", "Legal", "Procurement", "Quality", "Facilities", "Audit", "Training",
        ]
        let departmentCount = min(400, max(4, people / 60))
        departments = (0..<departmentCount).map {
            $0 < areas.count ? areas[$0] : "\(areas[$0 % areas.count]) \($0 / areas.count + 1)"
        }
        let divisions = max(2, min(12, departmentCount / 4))
        containers = (1...divisions).map { "Division \($0)" } + ["Everybody"]
        let kinds = ["Project", "Team", "Share", "List", "Board"]
        let projectCount = min(5_000, 20 + people / 20)
        groups =
            departments.enumerated().map { Group(name: $1, source: .okta, parent: $0 % divisions) }
            + (0..<projectCount).map {
                Group(name: "\(kinds[$0 % 5]) \($0 + 1)", source: $0 % 5 == 2 ? .directory : .okta)
            }
        let ordinary = 16 + min(276, people / 500)
        roles =
            Self.privileged.map { Role(name: $0, isPrivileged: true) }
            + [Role(name: Self.commonRole.name, isPrivileged: false)]
            + (1...ordinary).map { Role(name: "\(Self.titles[$0 % 16]) Access \($0)", isPrivileged: false) }
        apps = ["Mail", "Chat", "Wiki", "CRM", "ERP", "Expenses", "Source Code", "Tickets", "Travel", "Data Warehouse"]
        departmentSizes = Popularity(ranks: departmentCount, flattened: 3)
        projectSizes = Popularity(ranks: projectCount, flattened: 8)
        roleSizes = Popularity(ranks: ordinary, flattened: 6)
    }

    var projectCount: Int { groups.count - departments.count }
    /// The role with the most people.
    var commonRole: Int { Self.privileged.count }

    func membership(_ group: Int) -> Person.Membership {
        Person.Membership(group: group, version: groups[group].version)
    }

    func project(_ random: inout SeededRandom) -> Int { departments.count + projectSizes.pick(&random) }
    func ordinaryRole(_ random: inout SeededRandom) -> Int { commonRole + 1 + roleSizes.pick(&random) }
}
