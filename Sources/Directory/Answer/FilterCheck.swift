import JSON
import SCIM

/// Holds resources against a filter, loading only what the filter looks at.
struct FilterCheck {
    let renderer: ResourceRenderer
    let filter: BoundFilter
    let meter: FilterMeter
    private let needsGroups: Bool
    private let memberNeed: BoundFilter.MemberNeed

    init(renderer: ResourceRenderer, filter: BoundFilter, meter: FilterMeter) {
        self.renderer = renderer
        self.filter = filter
        self.meter = meter
        needsGroups = filter.names("groups") || filter.namesVersion
        memberNeed = filter.memberNeed
    }

    /// - Throws: `tooMany` when the filters of the search cost more than they may.
    func matches(_ resource: StoredResource) throws -> Bool {
        let memberships = needsGroups ? try renderer.memberships(of: resource) : nil
        if let memberships { try meter.charge(Self.lookUpCost + memberships.list.count) }
        let whole = renderer.whole(resource, members: try members(resource), memberships)
        return try filter.matches(whole, meter)
    }

    private func members(_ resource: StoredResource) throws -> [GroupMember] {
        guard resource.kind == .group else { return [] }
        switch memberNeed {
        case .none: return []
        case .all:
            let members = try renderer.reader.listed(resource)
            try meter.charge(Self.lookUpCost + members.count)
            return members
        case .only(let ids):
            try meter.charge(ids.count * Self.lookUpCost)
            return try ids.compactMap { id in
                guard let detail = try renderer.reader.member(id, of: resource) else { return nil }
                let member = try renderer.reader.resource(id)
                return GroupMember(
                    sequence: member?.sequence ?? 0, id: id, kind: member?.kind ?? .user, detail: detail)
            }
        }
    }
}

extension FilterCheck {
    /// What looking up one member costs, in units of the meter.
    static let lookUpCost = 32
}

extension BoundFilter {
    /// Which members of a group a filter has to see.
    enum MemberNeed: Equatable {
        case none
        /// Comparisons with single ids: whoever else is a member makes no difference.
        case only(Set<String>)
        case all

        static func + (left: MemberNeed, right: MemberNeed) -> MemberNeed {
            switch (left, right) {
            case (.none, let other), (let other, .none): other
            case (.only(let a), .only(let b)): .only(a.union(b))
            default: .all
            }
        }
    }

    var memberNeed: MemberNeed {
        switch self {
        case .and(let terms), .or(let terms): return terms.reduce(.none) { $0 + $1.memberNeed }
        case .not(let term): return term.memberNeed
        case .present(let place): return place.attribute.name == "members" ? .all : .none
        case .compare(let place, let comparison, let operand):
            guard place.attribute.name == "members" else { return .none }
            guard comparison == .eq || comparison == .ne, place.sub?.name == "value", case .text(let id) = operand
            else {
                return .all
            }
            return .only([id])
        case .values(let place, let inner):
            guard place.attribute.name == "members" else { return .none }
            return inner.memberValue.map { .only([$0]) } ?? .all
        case .constant: return .none
        }
    }

    /// Whether the filter looks at the version, in a user's which stands what its groups are.
    var namesVersion: Bool {
        switch self {
        case .constant: false
        case .and(let terms), .or(let terms): terms.contains(where: \.namesVersion)
        case .not(let term): term.namesVersion
        case .present(let place), .compare(let place, _, _), .values(let place, _):
            place.attribute.name == "meta" && place.sub.map { $0.name == "version" } ?? true
        }
    }
}
