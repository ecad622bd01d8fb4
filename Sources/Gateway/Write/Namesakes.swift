import JSON
import Records

/// Who had the name before that a new resource is to get.
struct Namesakes: Sendable {
    /// Whether all of them were found and are on record, so that a newcomer can be told from them.
    var isSure = false
    /// By the service's spelling of their ids, as they were seen.
    var seen: [String: Observation] = [:]
}

/// What was seen of a write: the two states that its difference is counted from and to.
struct Sight: Sendable {
    /// As the service spells it; nil when it is not known which resource it is.
    var id: String?
    var before: Observation
    var after: Observation
    /// Whether it is on record how the resource was left, though not by whom.
    var isSettled = false
    /// Whether it may be seen later.
    var isOpen = false
    /// Whether what a creation named was there before.
    var wasThere = false
    /// Of a creation whose effect was not seen and may still come, what it is known again by.
    var awaits: Label?
}

extension Gateway {
    /// Looks for those who have a name already, and puts on record how they are: so that none of them is ever taken for the
    /// one that is about to be made, and what others did to them is not told as this write's doing.
    func namesakes(
        _ kind: ResourceKind, _ natural: NaturalKey?, _ reader: StateReader, transaction: String?
    ) async throws -> Namesakes {
        var namesakes = Namesakes()
        guard let natural, let ids = await reader.find(kind, natural.attribute, natural.value) else { return namesakes }
        namesakes.isSure = ids.count < StateReader.mostFound
        for id in ids {
            let seen = try await look(
                kind, id, members: .init(isWhole: kind.isGroup), reader, transaction: transaction)
            if let resource = seen.resource { namesakes.seen[resource.id] = seen } else { namesakes.isSure = false }
        }
        return namesakes
    }

    /// What became of the resource that the answer to a creation names.
    func sight(
        of named: String, _ making: Making, _ reader: StateReader, _ transaction: String?
    ) async throws -> Sight {
        let (kind, namesakes, mark) = (making.kind, making.namesakes, making.mark)
        let isBig = try kind.isGroup && log.store.hasMany(settings.name, named, more: Self.manyMembers)
        let after = await reader.read(kind, named, members: .init(isWhole: kind.isGroup), isBig: isBig)
        guard let resource = after.resource else {
            return Sight(id: named, before: namesakes.seen[named] ?? .absent, after: after)
        }
        let id = resource.id
        if let before = namesakes.seen[id] { return Sight(id: id, before: before, after: after, wasThere: true) }
        let known = try log.store.resource(settings.name, kind, id)
        if known == nil, making.status == 201 { return Sight(id: id, before: .absent, after: after) }
        let why: String
        if let known, known.firstSeen < mark.passed {
            why = "it was on record, and not looked at just before"
        } else {
            why = "it was first seen afterwards, and nobody can tell whether this made it"
        }
        try await record(drift: after, kind, id, at: mark.passed, transaction: transaction, doubt: Self.thisOrEarlier)
        return Sight(id: id, before: .unknown(why), after: after, isSettled: true)
    }

    static let thisOrEarlier = "changed by this write or before it: the state before could not be seen"

    /// Who has a name and was not there before.
    enum Newcomers: Sendable {
        case none
        case one(String)
        /// Nobody can tell, now or later, for this reason.
        case unsure(String)
        /// It cannot be asked at the moment.
        case notNow(String)
    }

    /// Those of a name who are not on record.
    func newcomers(
        _ kind: ResourceKind, _ natural: NaturalKey?, _ mark: AttemptMark, _ reader: StateReader
    ) async throws -> Newcomers {
        guard let natural else { return .unsure("by what the resource could be found is not known") }
        guard mark.isSure else { return .unsure("who had that name before could not be asked") }
        guard let ids = await reader.find(kind, natural.attribute, natural.value) else {
            return .notNow("who has that name cannot be asked")
        }
        var new: [String] = []
        for id in ids {
            guard let known = try log.store.resource(settings.name, kind, id) else {
                new.append(id)
                continue
            }
            guard known.firstSeen < mark.passed else {
                return .unsure("somebody of that name was first seen afterwards, and nobody can tell who made it")
            }
        }
        guard new.count < 2 else { return .unsure("several resources could be the one that was made") }
        return new.first.map { .one($0) } ?? .none
    }
}
