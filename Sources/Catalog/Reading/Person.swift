import Foundation
import GRDB
package import Records
import TransparencyLog

/// Somebody under all their identities.
package struct Person: Hashable, Sendable {
    /// The one that the log named first stands first, whichever was asked about.
    package let identities: [Label]

    package init(identities: [Label]) { self.identities = identities }

    /// Stands for the person: the same for each of their identities.
    package var first: Label { identities[0] }
}

/// Who is one person with whom, each looked up once.
final class People {
    private let log: LogReading
    private let linked: LinkedIdentities
    private var known: [LabelKey: Person] = [:]
    private var isNeeded: Bool?
    /// Who bears a value that joins nobody, since too many bear it.
    private(set) var partlyJoined: Set<Person> = []

    /// `cut`: entries by which they are joined; nil for all.
    init(_ log: LogReading, cut: Int64? = nil) {
        self.log = log
        linked = LinkedIdentities(log: log, cut: cut)
    }

    func person(_ label: Label) throws -> Person {
        if isNeeded == nil { isNeeded = try linked.isNeeded() }
        guard isNeeded! else { return Person(identities: [label]) }
        let key = LabelKey(label.hash)
        if let person = known[key] { return person }
        let select = try log.db.cachedStatement(sql: "SELECT id FROM identity WHERE label = ?")
        guard let id = try Int64.fetchOne(select, arguments: [Data(label.hash.bytes)]) else {
            return Person(identities: [label])
        }
        let joined = try linked.joined(with: id)
        let labels = try IdentityReader(log: log).labels(of: joined.identities.sorted()).map(Label.init(hash:))
        let person = Person(identities: labels)
        if !joined.shared.isEmpty { partlyJoined.insert(person) }
        // Beyond `LinkedIdentities.most` each sees others: then only the one asked about is known to be theirs.
        for label in labels.count < LinkedIdentities.most ? labels : [label] { known[LabelKey(label.hash)] = person }
        return person
    }
}

extension CatalogReader {
    /// Who somebody is, as it is known now.
    package func person(_ label: Label) throws -> Person { try people.person(label) }

    /// Whether somebody whom `person` answered bears a value that joins nobody, since too many bear it.
    package func isPartlyJoined(_ person: Person) -> Bool { people.partlyJoined.contains(person) }

    /// Everybody who is one person with an identity, itself first; alone when no entry names it.
    func joined(with key: LabelKey) throws -> [LabelKey] {
        guard let label = try label(key) else { return [key] }
        return [key] + (try person(label)).identities.map { LabelKey($0.hash) }.filter { $0 != key }
    }

    /// Everyone with more than one identity who acted under any.
    func joinedActors() throws -> Set<Person> {
        var keys: Set<LabelKey> = []
        try log.walk(0..<log.end, descending: false) { source in
            try source.eachKey(beginning: [KeySpace.actor.rawValue]) { rest, _ in
                if rest.count == PostingKey.labelBytes { keys.insert(rest.withUnsafeBytes { LabelKey($0) }) }
            }
            return true
        }
        return Set(try keys.compactMap(label).map(person).filter { $0.identities.count > 1 })
    }
}
