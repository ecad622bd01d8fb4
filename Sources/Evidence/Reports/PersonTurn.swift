import Catalog
import Records

/// What a turn in the life of an account means for the person.
struct PersonTurn {
    enum Kind: String {
        /// The first account; the last that could be used is gone; one can be used again.
        case joiner, leaver, returner
        /// One more account beside one that can be used, and one less.
        case account = "further account"
        case closed = "account closed"
    }

    let kind: Kind
    let label: Label
    let person: Person
    let index: UInt64

    /// All turns on record, in the order of the log.
    static func all(_ reader: CatalogReader) throws -> [PersonTurn] {
        var turns: [(turn: AccountTurn, person: Person)] = []
        var usable: [Person: Set<Label>] = [:]
        for life in try reader.accounts() {
            let person = try reader.person(life.label)
            // An account that leaves first was there before anything of it was recorded.
            if life.turns.first?.kind == .left { usable[person, default: []].insert(life.label) }
            turns += life.turns.map { ($0, person) }
        }
        var known = Set(usable.keys)
        return turns.sorted { $0.turn.index < $1.turn.index }.map { turn, person in
            let kind: Kind
            switch turn.kind {
            case .joined, .returned:
                let isAlone = usable[person]?.isEmpty ?? true
                kind = !isAlone ? .account : turn.kind == .joined && !known.contains(person) ? .joiner : .returner
                usable[person, default: []].insert(turn.label)
            case .left:
                usable[person, default: []].remove(turn.label)
                kind = usable[person]?.isEmpty ?? true ? .leaver : .closed
            }
            known.insert(person)
            return PersonTurn(kind: kind, label: turn.label, person: person, index: turn.index)
        }
    }
}
