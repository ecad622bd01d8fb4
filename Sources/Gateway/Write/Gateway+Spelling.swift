import SCIM

/// Services find a resource under more than its id: a name, leading zeros, an ending. It is one resource all the same.
extension Gateway {
    /// The id under which the service shows a resource that nobody has on record under what a client calls it.
    ///
    /// Asked before anything is locked or on record, so that the write is locked and told under both. What it shows may be
    /// another a moment later: the look under the lock sees that.
    ///
    /// - Returns: nil for the same id, letter case aside, and where nothing was seen.
    func spelling(_ kind: ResourceKind, _ id: String, _ reader: StateReader) async -> String? {
        let isKnown =
            try? log.store.resource(settings.name, kind, id) != nil || log.store.hasEnded(settings.name, kind, id)
        guard isKnown == false, let shown = await reader.shown(kind, id), shown.caseFolded != id.caseFolded else {
            return nil
        }
        return shown
    }

    /// The operations of a bulk request with the ids under which the service shows their resources.
    func spelled(_ steps: [BulkStep], _ reader: StateReader) async -> [BulkStep] {
        var spellings: [String: String?] = [:]
        var steps = steps
        for number in steps.indices {
            guard let (kind, id) = steps[number].target else { continue }
            let key = Self.key(kind, id)
            if spellings[key] == nil { spellings[key] = .some(await spelling(kind, id, reader)) }
            steps[number].aim.shown = spellings[key] ?? nil
        }
        return steps
    }
}
