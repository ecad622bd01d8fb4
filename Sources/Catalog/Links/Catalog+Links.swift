import GRDB
package import Records

extension Catalog {
    /// How identities stand to one another.
    ///
    /// - Parameter names: whom to look up; `name`, `type`, `namespace` and `isID` count.
    /// - Returns: how they stand, or which name is no good.
    /// - Throws: `CatalogError`, `CancellationError`.
    package func standing(of names: [SubjectQuery]) async throws -> LinkAnswer<LinkStanding> {
        try await read { log in
            let (reader, links) = (IdentityReader(log: log), LinkedIdentities(log: log))
            var ids: [Int64] = []
            for (place, name) in names.enumerated() {
                let fitting = try name.fitting(in: log)
                guard let first = fitting.first else { return .unknown(place) }
                guard try links.groups(of: fitting).count == 1 else {
                    return .ambiguous(place, try reader.candidates(fitting, roles: nil))
                }
                if !ids.contains(first) { ids.append(first) }
            }
            return .found(try Self.standing(ids, links, reader))
        }
    }

    private static func standing(
        _ ids: [Int64], _ links: LinkedIdentities, _ reader: IdentityReader
    ) throws -> LinkStanding {
        let byLinks = try LinkedIdentities.byLinks(links.log).groups(of: ids).map(\.identities)
        var direct: [(Int, Int)] = []
        var joined: [(Int, Int)] = []
        for (place, id) in ids.enumerated() {
            let next = Set(try links.neighbours(of: id).bonds.map(\.0)), all = Set(try links.all(with: id))
            for other in ids.indices where other > place {
                if next.contains(ids[other]) { direct.append((place, other)) }
                if all.contains(ids[other]) { joined.append((place, other)) }
            }
        }
        return LinkStanding(
            identities: try ids.map { try reader.identity($0, roles: PartyRole.allCases) },
            linked: ids.map { id in byLinks.firstIndex { $0.contains(id) } ?? 0 }, sizes: byLinks.map(\.count),
            direct: direct, joined: joined)
    }

    /// Everybody who is one person with whoever a name means, and the links among them.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func links(
        of name: SubjectQuery
    ) async throws -> LinkAnswer<(joined: JoinedIdentities, links: [HeldLink])> {
        try await read { log in
            let (reader, links) = (IdentityReader(log: log), LinkedIdentities(log: log))
            let groups = try links.groups(of: try name.fitting(in: log))
            guard let joined = groups.first else { return .unknown(0) }
            guard groups.count == 1 else {
                return .ambiguous(0, try reader.candidates(groups.map { $0.identities[0] }, roles: nil))
            }
            var held: [Int64: (Int64, Int64)] = [:]
            for id in joined.identities {
                for pair in try links.pairs(of: id) where pair.isLinked { held[pair.at] = (id, pair.other) }
            }
            return .found((try reader.describe(joined, roles: nil), try reader.links(held)))
        }
    }

    /// Links that hold, the newest first.
    ///
    /// - Parameters:
    ///   - limit: how many at most.
    ///   - cursor: the index before which they were made; nil for the newest.
    /// - Returns: the links, and the cursor of what follows; nil at the end.
    /// - Throws: `CatalogError`, `CancellationError`.
    package func links(limit: Int, before cursor: UInt64?) async throws -> (links: [HeldLink], next: UInt64?) {
        try await read { log in
            let limit = max(1, min(limit, EventQuery.largestPage))
            let rows = try Row.fetchAll(
                log.db,
                sql: """
                    SELECT at, low, high FROM link AS made WHERE linked = 1 AND at < ? AND NOT EXISTS (
                        SELECT 1 FROM link AS later
                        WHERE later.low = made.low AND later.high = made.high AND later.at > made.at)
                    ORDER BY at DESC LIMIT ?
                    """,
                arguments: [cursor.map { Int64(clamping: $0) } ?? .max, limit + 1])
            let held = rows.prefix(limit).map { ($0[0] as Int64, ($0[1] as Int64, $0[2] as Int64)) }
            let links = try IdentityReader(log: log).links(Dictionary(uniqueKeysWithValues: held))
            return (links, rows.count > limit ? links.last?.index : nil)
        }
    }

    /// Whoever a name means when it means one person, as a record names them: kind, namespace and id, no name. For
    /// putting on record who was asked about.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func party(named name: String) async throws -> Party? {
        try await read { log in
            let fitting = try SubjectQuery(name).fitting(in: log)
            guard let first = fitting.first, try LinkedIdentities(log: log).groups(of: fitting).count == 1 else {
                return nil
            }
            return try IdentityReader(log: log).identity(first, roles: PartyRole.allCases).party
        }
    }
}

extension SubjectQuery {
    /// The identities that fit best.
    func fitting(in log: LogReading) throws -> [Int64] {
        let lookup = IdentityLookup(db: log.db, type: type, namespace: namespace)
        return try isID ? lookup.withID(name) : lookup.best(name)
    }
}

extension CataloguedIdentity {
    /// The identity as a record names it, without any name; nil when no entry that names it could be opened.
    package var party: Party? {
        guard let type, let namespace, let id else { return nil }
        return Party(type: type, id: id, namespace: namespace)
    }
}

extension IdentityReader {
    /// Describes everybody joined.
    func describe(_ joined: Joined, roles: [PartyRole]?) throws -> JoinedIdentities {
        var result = JoinedIdentities(isCut: joined.isCut)
        for member in joined.members {
            let by: JoinedIdentity.Reason =
                switch member.bond {
                case nil: .asked
                case .link(let index)?: .link(UInt64(index))
                case .match(let field)?: .match(field)
                }
            let roles = try roles ?? usualRoles(of: member.identity)
            result.all.append(
                JoinedIdentity(
                    identity: try identity(member.identity, roles: roles), by: by,
                    to: try member.to.map { try labels(of: [$0])[0] }))
        }
        result.shared = joined.shared.map { JoinedIdentities.Shared(field: $0.field, identities: $0.bearers) }
        return result
    }

    /// Links by the index of the entry that made each, the newest first.
    fileprivate func links(_ held: [Int64: (Int64, Int64)]) throws -> [HeldLink] {
        try held.sorted { $0.key > $1.key }.map { index, pair in
            let both = [min(pair.0, pair.1), max(pair.0, pair.1)]
            return HeldLink(
                index: UInt64(index), identities: try both.map { try identity($0, roles: PartyRole.allCases) })
        }
    }
}
