extension Filter {
    /// The name of the one party that whatever fits must name: of conditions that all must hold, the one on a subject, or
    /// else the only one on any part. Nil where there is none, or several.
    package var namedParty: String? {
        let named = parties
        let subjects = named.filter { $0.role == .subject }
        let chosen = subjects.isEmpty ? named : subjects
        return chosen.count == 1 ? chosen[0].name : nil
    }

    private var parties: [(role: PartyRole?, name: String)] {
        switch self {
        case .matches(.party(let role, let match)) where !match.isPrefix: [(role, match.text)]
        case .all(let filters): filters.flatMap(\.parties)
        case .any(let filters) where filters.count == 1: filters[0].parties
        default: []
        }
    }
}
