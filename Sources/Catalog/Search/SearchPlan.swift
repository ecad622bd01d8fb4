import Foundation
import GRDB
import Records
import TransparencyLog

/// A filter made ready to be held against segments: names looked up, times turned into indices.
struct SearchPlan {
    let plan: Plan
    /// What must be looked for in the records themselves.
    let phrases: [FullTextQuery.Term]

    /// Identities that one condition may mean, at most.
    static let mostIdentities = 2_000

    /// - Throws: `QueryError` when a beginning fits too many identities; `DatabaseError`.
    init(_ filter: Filter, in log: LogReading) throws {
        var maker = PlanMaker(log: log)
        plan = try maker.plan(filter)
        phrases = maker.phrases
    }

    /// A plan without phrases.
    init(plan: Plan) { self.init(plan: plan, phrases: []) }

    private init(plan: Plan, phrases: [FullTextQuery.Term]) {
        self.plan = plan
        self.phrases = phrases
    }

    /// The plan narrowed by another, without phrases.
    func and(_ also: Plan) -> SearchPlan {
        if case .everything = also { return self }
        return SearchPlan(plan: .both([also, plan]), phrases: phrases)
    }
}

/// Turns filters into plans.
private struct PlanMaker {
    let log: LogReading
    var phrases: [FullTextQuery.Term] = []

    mutating func plan(_ filter: Filter) throws -> Plan {
        switch filter {
        case .everything: return .everything
        case .matches(let term): return try plan(term)
        case .not(let filter): return .not(try plan(filter))
        case .all(let filters):
            var plans: [Plan] = []
            for filter in filters { plans.append(try plan(filter)) }
            return plans.isEmpty ? .everything : .both(plans)
        case .any(let filters):
            var plans: [Plan] = []
            for filter in filters { plans.append(try plan(filter)) }
            return .either(plans)
        }
    }

    private mutating func plan(_ term: FilterTerm) throws -> Plan {
        switch term {
        case .action(let pattern): return action(pattern)
        case .outcome(let outcome): return .key(PostingKey.text(.outcome, outcome.rawValue))
        case .kind(let kind): return .key(PostingKey.text(.kind, kind.rawValue))
        case .field(let field, let match): return try plan(field, match)
        case .party(let role, let match): return try party(role, match)
        case .words(let query): return words(query)
        case .time(let from, let until):
            return .indices(try range(from.map(log.index(notBefore:)), until.map(log.index(notBefore:))))
        case .occurred(let from, let until):
            let low = from?.milliseconds ?? 0
            return .claimed(low..<max(low, until?.milliseconds ?? .max))
        case .index(let from, let until):
            return .indices(range(from.map(Int64.init(clamping:)), until.map(Int64.init(clamping:))))
        case .late: return .key([KeySpace.late.rawValue])
        case .selfGranted: return .key([KeySpace.selfGranted.rawValue])
        case .mark(let mark): return .key(PostingKey.text(.mark, mark.rawValue))
        case .attempt(let index): return .key(PostingKey.text(.attempt, String(index)))
        }
    }

    private func range(_ from: Int64?, _ until: Int64?) -> Range<Int64> {
        let low = from ?? 0
        return low..<max(low, until ?? .max)
    }

    private func action(_ pattern: ActionPattern) -> Plan {
        if pattern.isOpen { return .beginning(PostingKey.text(.action, pattern.text)) }
        return .any([
            .key(PostingKey.text(.action, pattern.text)), .beginning(PostingKey.text(.action, pattern.text + ".")),
        ])
    }

    private func plan(_ field: TextField, _ match: TextMatch) throws -> Plan {
        let space = KeySpace(field)
        let text = field.isFolded ? StoredText.folded(match.text) : match.text
        if match.isPrefix, text.utf8.count > PostingKey.longest {
            throw QueryError(field.rawValue, "a beginning has at most \(PostingKey.longest) bytes")
        }
        switch field {
        case .reason:
            guard let term = FullTextQuery.Term(match.text + (match.isPrefix ? "*" : ""), isQuoted: !match.isPrefix)
            else { throw QueryError(field.rawValue, "expected at least one letter or digit") }
            return .both(
                term.words.enumerated().map { word($1, isPrefix: term.isPrefix && $0 == term.words.count - 1, .reason) }
            )
        case .path where !match.isPrefix:
            return .any([
                .key(PostingKey.text(space, text)), .beginning(PostingKey.text(space, text + ".")),
                .beginning(PostingKey.text(space, text + "[")),
            ])
        default:
            return match.isPrefix ? .beginning(PostingKey.text(space, text)) : .key(PostingKey.text(space, text))
        }
    }

    private func party(_ role: PartyRole?, _ match: TextMatch) throws -> Plan {
        let lookup = IdentityLookup(db: log.db)
        // All of a type may be everybody there is. Of subjects there is a list by type.
        if role == .subject, match.isPrefix, let (type, rest) = IdentityLookup.typed(beginning: match.text),
            rest.isEmpty
        {
            let others = try lookup.withIDOrName(beginning: match.text, SearchPlan.mostIdentities + 1)
            return .either([.key(PostingKey.text(.type, type)), try named(others, role)])
        }
        let found =
            match.isPrefix
            ? try lookup.beginning(match.text, most: SearchPlan.mostIdentities + 1) : try lookup.all(match.text)
        return try named(found, role)
    }

    /// What names one of some identities, in one part or in any.
    private func named(_ found: [Int64], _ role: PartyRole?) throws -> Plan {
        guard found.count <= SearchPlan.mostIdentities else {
            throw QueryError(
                role.map { "\($0)" } ?? "who",
                "more than \(SearchPlan.mostIdentities) identities are called or begin so; give more of the name")
        }
        let labels = try IdentityReader(log: log).labels(of: found)
        return .either(
            labels.flatMap { label in
                (role.map { [$0] } ?? PartyRole.allCases).map { .key(PostingKey.label(KeySpace($0), label)) }
            })
    }

    /// All terms; each is a phrase of the record, or the whole of one of its ids.
    private mutating func words(_ query: FullTextQuery) -> Plan {
        var plans: [Plan] = []
        for term in query.terms {
            let last = term.words.count - 1
            let all = Plan.both(term.words.enumerated().map { word($1, isPrefix: term.isPrefix && $0 == last, .word) })
            var either = [all]
            if term.words.count > 1 {
                either = [.phrase(phrases.count, all)]
                phrases.append(term)
            }
            for space in [KeySpace.id, .transaction, .request, .session, .address] {
                let key = PostingKey.text(space, term.text)
                either.append(term.isPrefix && term.text.utf8.count <= PostingKey.longest ? .beginning(key) : .key(key))
            }
            plans.append(.any(either))
        }
        return .both(plans)
    }

    private func word(_ word: [UInt8], isPrefix: Bool, _ space: KeySpace) -> Plan {
        let key = word.withUnsafeBytes { PostingKey.key(space, $0) }
        return isPrefix && word.count <= PostingKey.longest ? .beginning(key) : .key(key)
    }
}
