import Foundation
import GRDB
import Records
import TransparencyLog

extension Catalog {
    /// The history of whoever a name means.
    ///
    /// An exact id comes before a name or externalId. Of several that fit, those count that have any of the parts asked
    /// for in some event; when that leaves more than one person, the name is ambiguous. Identities that are joined are one
    /// person, and the history is that of all of them.
    ///
    /// Who read about somebody is no part of what happened to them; a search for the kind `access` finds it.
    ///
    /// - Throws: `CatalogError`, `CancellationError`.
    package func history(of query: SubjectQuery) async throws -> SubjectAnswer {
        try await read { log in
            let lookup = IdentityLookup(db: log.db, type: query.type, namespace: query.namespace)
            let reader = IdentityReader(log: log)
            let fitting = try lookup.best(query.name)
            let active = try fitting.filter { try reader.hasHistory($0, roles: query.roles) }
            let people = try LinkedIdentities(log: log).groups(of: active.isEmpty ? fitting : active)
            switch people.count {
            case 0: return .unknown
            case 1: return try Self.found(people[0], query, reader)
            default: return .ambiguous(try reader.candidates(people.map { $0.identities[0] }, roles: query.roles))
            }
        }
    }

    private static func found(_ person: Joined, _ query: SubjectQuery, _ reader: IdentityReader) throws -> SubjectAnswer
    {
        let plans = try person.identities.map { try reader.history(of: $0, roles: query.roles) }
        var search = EventSearch(log: reader.log, plan: .either(plans))
        let events = EventQuery(order: query.order, limit: query.limit, cursor: query.cursor)
        let joined = try reader.describe(person, roles: query.roles)
        var identity = joined.all[0].identity
        identity.joined = joined
        return .found(identity, try search.page(events))
    }
}

/// Reads what the catalog knows of identities.
struct IdentityReader {
    let log: LogReading
    private var db: Database { log.db }

    init(log: LogReading) { self.log = log }

    func labels(of identities: [Int64]) throws -> [Hash] { try identities.map(label) }

    private func label(_ identity: Int64) throws -> Hash {
        let select = try db.cachedStatement(sql: "SELECT label FROM identity WHERE id = ?")
        guard let label = try Data.fetchOne(select, arguments: [identity]).flatMap({ Hash($0) }) else {
            throw Self.missing
        }
        return label
    }

    private static let missing = DatabaseError(resultCode: .SQLITE_CORRUPT, message: "an identity is missing")

    /// The keys of the lists of events in which an identity has one of the parts.
    func keys(of identity: Int64, roles: [PartyRole]) throws -> [[UInt8]] {
        let label = try label(identity)
        return roles.map { PostingKey.label(KeySpace($0), label) }
    }

    /// The events that are the history of an identity: those in which it has one of the parts, but for those that say that
    /// somebody read about it. Where nobody says which parts, what linked or parted it is among them on either side.
    func history(of identity: Int64, roles asked: [PartyRole]?) throws -> Plan {
        let roles = try asked ?? usualRoles(of: identity)
        let label = try label(identity)
        func kind(_ kind: EntryKind) -> Plan { .key(PostingKey.text(.kind, kind.rawValue)) }
        func part(_ role: PartyRole) -> Plan { .key(PostingKey.label(KeySpace(role), label)) }
        var plans = roles.map { $0 == .subject ? .both([part($0), .not(kind(.access))]) : part($0) }
        if asked == nil, !roles.contains(.resource) {
            plans.append(.both([part(.resource), .either([kind(.link), kind(.unlink)])]))
        }
        return .either(plans)
    }

    func hasHistory(_ identity: Int64, roles: [PartyRole]?) throws -> Bool {
        var has = false
        var search = EventSearch(log: log, plan: try history(of: identity, roles: roles))
        try search.walk(within: 0..<Int64.max, descending: true) { _ in
            has = true
            return false
        }
        return has
    }

    /// First and last event in which an identity has one of the parts; nil when there is none.
    func span(of identity: Int64, roles: [PartyRole]) throws -> ClosedRange<Int64>? {
        let plan = Plan.either(try keys(of: identity, roles: roles).map(Plan.key))
        func end(descending: Bool) throws -> Int64? {
            var found: Int64?
            var search = EventSearch(log: log, plan: plan)
            try search.walk(within: 0..<Int64.max, descending: descending) { index in
                found = index
                return false
            }
            return found
        }
        guard let first = try end(descending: false), let last = try end(descending: true) else { return nil }
        return first...max(first, last)
    }

    /// The parts that make the history of an identity when nobody says which. A service acts far more often than it is
    /// acted on: for it, as for a person, only what happened to it counts; a group is what others are put into.
    func usualRoles(of identity: Int64) throws -> [PartyRole] {
        let kind = try String.fetchOne(db, sql: "SELECT kind FROM identity WHERE id = ?", arguments: [identity]) ?? ""
        return kind != "service" && Identity.impersonalKinds.contains(kind) ? PartyRole.allCases : [.subject]
    }

    func identity(_ id: Int64, roles: [PartyRole]) throws -> CataloguedIdentity {
        let select = try db.cachedStatement(
            sql: "SELECT label, kind, namespace, ident, name, external FROM identity WHERE id = ?")
        guard let row = try Row.fetchOne(select, arguments: [id]), let label = Hash(row[0] as Data) else {
            throw Self.missing
        }
        // Names are written before the entry that gives them is seen: who has none yet comes with the next.
        let span =
            try span(of: id, roles: roles) ?? span(of: id, roles: PartyRole.allCases) ?? log.end...log.end
        return CataloguedIdentity(
            label: label, type: row[1], namespace: row[2], id: row[3], name: row[4], externalId: row[5],
            names: try names(of: id, .name), externalIds: try names(of: id, .externalId),
            firstIndex: UInt64(span.lowerBound), lastIndex: UInt64(span.upperBound))
    }

    /// The candidates for an ambiguous name, the most recently named first.
    func candidates(_ ids: [Int64], roles: [PartyRole]?) throws -> [CataloguedIdentity] {
        let asked = try ids.map { (id: $0, roles: try roles ?? usualRoles(of: $0)) }
        let byRecency = try asked.map { ($0, try span(of: $0.id, roles: $0.roles)?.upperBound ?? 0) }
            .sorted { $0.1 > $1.1 }
        return try byRecency.prefix(SubjectAnswer.mostCandidates).map { try identity($0.0.id, roles: $0.0.roles) }
    }

    /// The names of an identity, each from the entry on that gave it; one that it came back to stands again.
    private func names(of identity: Int64, _ field: NameField) throws -> [CataloguedIdentity.Name] {
        let select = try db.cachedStatement(
            sql: "SELECT text, first FROM name WHERE identity = ? AND field = ? ORDER BY first, text")
        let rows = try Row.fetchCursor(select, arguments: [identity, field.rawValue])
        var names: [CataloguedIdentity.Name] = []
        while names.count < CataloguedIdentity.mostNames, let row = try rows.next() {
            let name = CataloguedIdentity.Name(text: row[0], firstIndex: UInt64(row[1] as Int64))
            if let last = names.last, last.text.utf8.elementsEqual(name.text.utf8) { continue }
            names.append(name)
        }
        return names
    }
}
