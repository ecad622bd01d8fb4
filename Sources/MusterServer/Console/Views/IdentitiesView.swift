import Catalog

/// Everybody whom an answer covers, where that is more than the one who was asked about, and why.
struct IdentitiesView {
    struct Line {
        let party: PartyView
        let reason: String
        /// The way to the entry that links them; nil for one asked about, and for a match.
        let path: String?
    }

    let lines: [Line]
    let hasSeveral: Bool
    /// What was not used to join, in words.
    let notJoined: [String]

    /// Nil where there is nothing to say.
    init?(_ joined: JoinedIdentities) {
        hasSeveral = joined.all.count > 1
        lines = joined.all.map(Self.line)
        var notes = joined.shared.map { shared in
            let field = Self.word(shared.field.rawValue)
            return "\(shared.identities) or more bear the same \(field), so it joins nobody."
        }
        if joined.isCut { notes.append("There are more identities than are shown and covered.") }
        notJoined = notes
        guard hasSeveral || !notes.isEmpty else { return nil }
    }

    private static func line(_ identity: JoinedIdentity) -> Line {
        let party = PartyView(identity.identity)
        return switch identity.by {
        case .asked: Line(party: party, reason: "asked about", path: nil)
        case .link(let index): Line(party: party, reason: "linked by entry \(index)", path: "/console/events/\(index)")
        case .match(let field): Line(party: party, reason: "the same \(word(field.rawValue))", path: nil)
        }
    }

    private static func word(_ field: String) -> String { field == "email" ? "e-mail address" : "external id" }
}
