import Catalog
import Records
import TestLogs

/// Makes filters from a seed: every kind of condition with values that fit many, few and no events of an `Organisation`,
/// joined by and, or and not.
struct RandomFilter {
    private var organisation: Organisation

    init(seed: UInt64) { organisation = Organisation(seed: seed) }

    mutating func int(_ limit: Int) -> Int { organisation.int(limit) }
    mutating func chance(_ one: Int) -> Bool { organisation.chance(one) }

    mutating func filter(depth: Int) throws -> Filter {
        if depth == 0 || chance(3) { return .matches(try term()) }
        switch int(6) {
        case 0: return .not(try filter(depth: depth - 1))
        case 1: return .any(try filters(depth: depth - 1))
        case 2: return chance(10) ? .everything : .all([])
        default: return .all(try filters(depth: depth - 1))
        }
    }

    private mutating func filters(depth: Int) throws -> [Filter] {
        var filters: [Filter] = []
        for _ in 0..<(1 + int(3)) { filters.append(try filter(depth: depth)) }
        return filters
    }

    private mutating func one<T>(_ values: [T]) -> T { values[int(values.count)] }

    private mutating func term() throws -> FilterTerm {
        switch int(10) {
        case 0:
            let patterns = ["group.", "group", "group.*", "user.", "user", "x.acme", "x.acme.", "gro*", "u*"]
            return .action(try ActionPattern(one(Organisation.actions + patterns)))
        case 1: return .outcome(one(Outcome.allCases))
        case 2: return .kind(one([.record, .genesis, .admin]))
        case 3:
            let people = ["u-\(int(25))", "PERSON\(int(25))", "e-\(int(25))", "user:u-3", "u-3", "okta", "urn:svc:1"]
            let things = ["g-\(int(6))", "group 3", "role:group 1", "group:u-3", "service:urn:svc:1", "nobody"]
            let beginnings = [
                "u-1", "person", "g", "E-2", "urn:", "zz", "user:", "role:", "role:G", "group:u", "user:PERSON1",
                "service:urn:",
                "user:g", "people:",
            ]
            let role: PartyRole? = one(PartyRole.allCases.map(Optional.some) + [nil])
            return chance(4)
                ? .party(role, TextMatch(one(beginnings), isPrefix: true))
                : .party(role, TextMatch(one(people + things)))
        case 4: return .time(from: chance(3) ? nil : time(), until: chance(3) ? nil : time())
        case 5: return .occurred(from: chance(3) ? nil : time(), until: chance(3) ? nil : time())
        case 6:
            if chance(4) { return .selfGranted }
            return chance(2)
                ? .late : .index(from: chance(3) ? nil : UInt64(int(600)), until: chance(3) ? nil : UInt64(int(700)))
        case 8: return chance(3) ? .attempt(UInt64(int(22))) : .mark(one(RecordMark.allCases))
        case 7: return .words(try FullTextQuery(words()))
        default: return field()
        }
    }

    private mutating func time() -> Timestamp {
        Timestamp(milliseconds: MemoryLog.start.milliseconds + Int64(int(700)) * 1_000)
    }

    private mutating func words() -> String {
        let words = (0...int(2)).map { _ in organisation.word() }
        switch int(6) {
        case 0: return "\"" + words.joined(separator: " ") + "\""
        case 1: return one(["an*", "ber*", "4*", "tx-1*", "émi*", "person*"])
        case 2: return one(["tx-\(int(30))", "10.0.0.\(int(9))", "u-\(int(25))", "urn:svc:1", "ev-1"])
        default: return words.joined(separator: " ").uppercased()
        }
    }

    private mutating func field() -> FilterTerm {
        let field = one(TextField.allCases)
        let whole: [String]
        switch field {
        case .id: whole = ["ev-1", "ev-99"]
        case .source: whole = Organisation.sources + ["none"]
        case .transaction: whole = ["tx-\(int(32))", "tx-1"]
        case .request, .session, .recordedBy, .agent: whole = ["x", "okta"]
        case .address: whole = ["10.0.0.\(int(9))", "10.0"]
        case .type: whole = ["user", "group", "role", "us"]
        case .namespace: whole = ["scim", "okta", "s"]
        case .path: whole = ["title", "TITLE", "emails", "department", "urn:", "name"]
        case .before, .after, .reason: whole = Organisation.words + ["Clerk", "b"]
        }
        return .field(field, TextMatch(one(whole), isPrefix: chance(3)))
    }
}
