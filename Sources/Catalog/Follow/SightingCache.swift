import Synchronization
import TransparencyLog

/// What the catalog remembers of whom it has written down, so that most events need no look at the tables: hashes only, and
/// only of what is committed. It is ever a part of what stands there; forgetting costs look-ups and nothing else.
final class SightingCache: Sendable {
    private struct Known {
        var hasIdentity: Bool
        var name: Int?
        var externalId: Int?
    }

    /// Identities remembered at most, about 60 bytes each.
    private static let most = 500_000

    private let state = Mutex([Hash: Known]())

    /// Whether everything that a sighting says is in the tables already.
    func knows(_ sighting: Sighting) -> Bool {
        guard sighting.emails.isEmpty else { return false }
        let name = sighting.name.map(Self.hash), externalId = sighting.externalId.map(Self.hash)
        return state.withLock { state in
            guard let known = state[sighting.label] else { return false }
            return (known.hasIdentity || sighting.identity == nil) && (name == nil || name == known.name)
                && (externalId == nil || externalId == known.externalId)
        }
    }

    /// Notes what was committed.
    func note(_ sightings: [Sighting]) {
        state.withLock { state in
            for sighting in sightings {
                if state.count >= Self.most { state.removeAll(keepingCapacity: true) }
                var known = state[sighting.label] ?? Known(hasIdentity: false)
                if sighting.identity != nil { known.hasIdentity = true }
                guard sighting.happened else {
                    state[sighting.label] = known
                    continue
                }
                if let name = sighting.name { known.name = Self.hash(name) }
                if let externalId = sighting.externalId { known.externalId = Self.hash(externalId) }
                state[sighting.label] = known
            }
        }
    }

    func removeAll() { state.withLock { $0 = [:] } }

    /// Of the bytes: two spellings of an accent are two names.
    private static func hash(_ text: String) -> Int {
        var text = text
        return text.withUTF8 { bytes in
            var hasher = Hasher()
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
            return hasher.finalize()
        }
    }
}
