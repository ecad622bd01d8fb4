import Records

/// When people last did something.
package struct LastDeeds: Sendable {
    fileprivate let last: [LabelKey: Int64]

    /// The newest event of somebody, under any of their identities.
    package subscript(_ person: Person) -> UInt64? {
        person.identities.compactMap { last[LabelKey($0.hash)] }.max().map(UInt64.init)
    }
}

extension CatalogReader {
    /// The newest event that each identity brought about. What was refused is none.
    package func lastDeeds() throws -> LastDeeds {
        var last: [LabelKey: Int64] = [:]
        try log.walk(0..<log.end, descending: false) { source in
            let happened = try Plan.happened.bits(in: source, .certain) ?? Bits()
            var unsure: [LabelKey] = []
            try source.eachKey(beginning: [KeySpace.actor.rawValue]) { rest, list in
                guard rest.count == PostingKey.labelBytes else { return }
                let key = rest.withUnsafeBytes { LabelKey($0) }
                if happened.contains(list.last) {
                    last[key] = source.first + Int64(list.last)
                } else {
                    unsure.append(key)
                }
            }
            for key in unsure {
                try source.each(of: key.key(.actor)) { place, _ in
                    if happened.contains(place) { last[key] = source.first + Int64(place) }
                }
            }
            return true
        }
        return LastDeeds(last: last)
    }

    /// The newest event that somebody brought about, before an entry.
    package func lastDeed(of person: Person, before end: UInt64) throws -> UInt64? {
        let plan = Plan.both([.either(person.identities.map { .key(LabelKey($0.hash).key(.actor)) }), .happened])
        var search = EventSearch(log: log, plan: plan)
        var last: Int64?
        try search.walk(within: 0..<min(Int64(clamping: end), log.end), descending: true) { index in
            last = index
            return false
        }
        return last.map(UInt64.init)
    }

    /// Events in which somebody gave access to themselves directly, whichever of their identities gave and which received it;
    /// in the order of the log.
    func directSelfGrants(from: Timestamp, until: Timestamp) throws -> [UInt64] {
        let range = try log.index(notBefore: from)..<log.index(notBefore: until)
        guard !range.isEmpty else { return [] }
        let begins = Plan.either(AccessEffect.beginning.map { .key(PostingKey.text(.action, $0)) })
        let joined = try joinedActors().map { person -> Plan in
            let keys = person.identities.map { LabelKey($0.hash) }
            return .both([
                .either(keys.map { .key($0.key(.actor)) }), .either(keys.map { .key($0.key(.subject)) }), begins,
                .happened,
            ])
        }
        var found: [UInt64] = []
        var search = EventSearch(log: log, plan: .either([.key([KeySpace.selfGranted.rawValue])] + joined))
        try search.walk(within: range, descending: false) { index in
            found.append(UInt64(index))
            return true
        }
        return found
    }
}
