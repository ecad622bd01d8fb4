import GRDB

/// Who is one person: identities that hang together by links, and by what the configuration matches.
///
/// Links join over any number of them; parting a pair parts what hangs on it. A pair that was expressly parted is not
/// joined by a match either. Matches are of the kind `user` only, and values that more than
/// `IdentityMatching.mostByValue` bear join nobody.
///
/// With a cut it is what was known then: links made before it, and values borne before it.
struct LinkedIdentities {
    let log: LogReading
    private let matching: IdentityMatching
    /// Entries that count.
    private let cut: Int64
    private var db: Database { log.db }

    /// Identities that are joined at most; what lies beyond is left out, and said to be.
    static let most = 64
    /// Bearers of one value that are looked at; of more it is shared in any case.
    static let mostBearers = 200
    private static let mostAddresses = 32

    /// `cut`: nil for all that is known now.
    init(log: LogReading, cut: Int64? = nil) { self.init(log: log, matching: log.matching, cut: cut) }

    private init(log: LogReading, matching: IdentityMatching, cut: Int64?) {
        self.log = log
        self.matching = matching
        self.cut = cut ?? .max
    }

    /// Links alone, whatever the configuration matches.
    static func byLinks(_ log: LogReading) -> LinkedIdentities {
        LinkedIdentities(log: log, matching: IdentityMatching(), cut: nil)
    }

    /// Everybody joined with an identity, itself first; `most` at most.
    func all(with identity: Int64) throws -> [Int64] { try joined(with: identity).identities }

    /// Everybody joined with an identity, with what joins each.
    func joined(with identity: Int64) throws -> Joined {
        var joined = Joined(members: [Joined.Member(identity: identity, bond: nil, to: nil)])
        var known: Set<Int64> = [identity]
        var place = 0
        while place < joined.members.count {
            let here = joined.members[place].identity
            let neighbours = try neighbours(of: here)
            for shared in neighbours.shared where !joined.shared.contains(shared) { joined.shared.append(shared) }
            for (other, bond) in neighbours.bonds where known.insert(other).inserted {
                guard joined.members.count < Self.most else {
                    joined.isCut = true
                    return joined
                }
                joined.members.append(Joined.Member(identity: other, bond: bond, to: here))
            }
            place += 1
        }
        return joined
    }

    /// The groups into which identities fall: each with all that are joined with its first.
    func groups(of identities: [Int64]) throws -> [Joined] {
        var groups: [Joined] = []
        var covered: Set<Int64> = []
        for identity in identities where !covered.contains(identity) {
            let joined = try joined(with: identity)
            covered.formUnion(joined.identities)
            groups.append(joined)
        }
        return groups
    }

    /// Whoever is joined with an identity directly, links before matches.
    func neighbours(of identity: Int64) throws -> (bonds: [(Int64, Joined.Bond)], shared: [Joined.Shared]) {
        let pairs = try pairs(of: identity)
        var bonds = pairs.filter(\.isLinked).map { ($0.other, Joined.Bond.link($0.at)) }
        var shared: [Joined.Shared] = []
        guard !matching.fields.isEmpty, try isUser(identity) else { return (bonds, shared) }
        let parted = Set(pairs.filter { !$0.isLinked }.map(\.other))
        for field in matching.fields {
            for value in try values(field, of: identity) {
                let bearers = try bearers(of: value, field)
                guard bearers.count <= IdentityMatching.mostByValue else {
                    shared.append(Joined.Shared(field: field, bearers: bearers.count))
                    continue
                }
                bonds += bearers.filter { $0 != identity && !parted.contains($0) }.map { ($0, .match(field)) }
            }
        }
        return (bonds, shared)
    }

    /// A pair as the newest entry on it says.
    struct Pair {
        let other: Int64
        let at: Int64
        let isLinked: Bool
    }

    /// The pairs that an identity is in, by the entries that count, oldest first.
    func pairs(of identity: Int64) throws -> [Pair] {
        let select = try db.cachedStatement(
            sql: """
                SELECT high, at, linked FROM link WHERE low = ?1 AND at < ?2 UNION ALL
                SELECT low, at, linked FROM link WHERE high = ?1 AND at < ?2 ORDER BY 2
                """)
        var newest: [Int64: Pair] = [:]
        for row in try Row.fetchAll(select, arguments: [identity, cut]) {
            newest[row[0]] = Pair(other: row[0], at: row[1], isLinked: row[2] as Int64 == 1)
        }
        return newest.values.sorted { $0.at < $1.at }
    }

    /// Whether anybody at all may be joined with another.
    func isNeeded() throws -> Bool {
        if !matching.fields.isEmpty { return true }
        return try Int64.fetchOne(db, sql: "SELECT 1 FROM link WHERE linked = 1 LIMIT 1") != nil
    }

    private func isUser(_ identity: Int64) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT 1 FROM identity WHERE id = ? AND kind = 'user'")
        return try Int64.fetchOne(select, arguments: [identity]) != nil
    }

    /// What an identity bears, folded.
    private func values(_ field: IdentityMatching.Field, of identity: Int64) throws -> [String] {
        switch field {
        case .externalId:
            return try external(of: identity).map { [StoredText.folded($0)] } ?? []
        case .email:
            let select = try db.cachedStatement(
                sql: """
                    SELECT DISTINCT folded FROM name WHERE identity = ? AND \(Self.isAddress) AND first < ?
                    ORDER BY folded LIMIT ?
                    """)
            return try String.fetchAll(select, arguments: [identity, cut, Self.mostAddresses])
        }
    }

    private static let isAddress = "(field = 2 OR (field = 0 AND instr(text, '@') > 1))"

    /// The users who bear a value; some `mostBearers` of them.
    private func bearers(of value: String, _ field: IdentityMatching.Field) throws -> [Int64] {
        guard !value.isEmpty else { return [] }
        switch field {
        case .externalId:
            let select = try db.cachedStatement(
                sql: """
                    SELECT DISTINCT i.id FROM name n CROSS JOIN identity i ON i.id = n.identity
                    WHERE n.folded = ? AND n.field = 1 AND n.first < ? AND i.kind = 'user' LIMIT ?
                    """)
            let bearers = try Int64.fetchAll(select, arguments: [value, cut, Self.mostBearers])
            // So many have borne it at some time that nobody need look who bears it now.
            if bearers.count == Self.mostBearers { return bearers }
            return try bearers.filter { try external(of: $0).map(StoredText.folded) == value }.sorted()
        case .email:
            let select = try db.cachedStatement(
                sql: """
                    SELECT DISTINCT i.id FROM name n CROSS JOIN identity i ON i.id = n.identity
                    WHERE n.folded = ? AND \(Self.isAddress) AND n.first < ? AND i.kind = 'user' LIMIT ?
                    """)
            return try Int64.fetchAll(select, arguments: [value, cut, Self.mostBearers]).sorted()
        }
    }

    /// The externalId that an identity bore.
    private func external(of identity: Int64) throws -> String? {
        if cut == .max {
            let select = try db.cachedStatement(sql: "SELECT external FROM identity WHERE id = ?")
            return try String.fetchOne(select, arguments: [identity])
        }
        let select = try db.cachedStatement(
            sql: "SELECT text FROM name WHERE identity = ? AND field = 1 AND first < ? ORDER BY first DESC LIMIT 1")
        return try String.fetchOne(select, arguments: [identity, cut])
    }
}
