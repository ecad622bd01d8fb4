import Catalog

/// What came of something, as its page shows it: the first lines of each list.
struct ImpactView {
    struct Pair {
        let term: String
        let text: String
    }

    /// Somebody whom it touched.
    struct Touched {
        let party: PartyView
        let events: String
        let first: String
        let last: String
        /// Whether no record was about them, and their access changed all the same.
        let isIndirect: Bool
    }

    let actor: PartyView?
    /// The record or the transaction.
    let matter: PageFrame.Link?
    let joined: IdentitiesView?
    let sums: [Pair]
    let isCut: Bool
    /// Why there is nothing to see.
    let note: String?
    let touched: [Touched]
    let gained: [GainView]
    let lost: [AccessLineView]
    let hasTouched: Bool
    let hasGained: Bool
    let hasLost: Bool
    /// How much of it the page leaves out.
    let more: String?

    /// Lines of each list that a page shows; the others are at the API.
    static let most = 500

    init(_ impact: Impact, of actor: CataloguedIdentity?, matter: PageFrame.Link?) {
        self.actor = actor.map { PartyView($0) }
        self.matter = matter
        joined = actor.flatMap { IdentitiesView($0.joined) }
        sums = Self.sums(impact)
        isCut = impact.isCut
        note = Self.note(impact)
        touched = impact.touched.prefix(Self.most).map(Self.touched)
        gained = impact.gained.prefix(Self.most).map(GainView.init)
        lost = impact.lost.prefix(Self.most).map { AccessLineView($0.line, ended: $0.ended) }
        (hasTouched, hasGained, hasLost) = (!touched.isEmpty, !gained.isEmpty, !lost.isEmpty)
        let longest = max(impact.touched.count, impact.gained.count, impact.lost.count)
        more = longest > Self.most ? "Of each list the first \(Self.most) lines are shown." : nil
    }

    private static func sums(_ impact: Impact) -> [Pair] {
        let held = impact.gained.count(where: \.isHeld)
        let numbers: [(String, UInt64)] = [
            ("Records that came to pass", impact.events), ("Refused or failed", impact.refused),
            ("Touched", UInt64(impact.touched.count)), ("Gained", UInt64(impact.gained.count)),
            ("Of that still held", UInt64(held)), ("Lost", UInt64(impact.lost.count)),
        ]
        return numbers.map { Pair(term: $0.0, text: CountText.grouped($0.1)) }
    }

    private static func note(_ impact: Impact) -> String? {
        if impact.events == 0, impact.refused == 0 { return "There are no such records." }
        if impact.events == 0 { return "None of these came to pass, so nobody was touched." }
        if impact.gained.isEmpty && impact.lost.isEmpty { return "Nobody's access was changed by it." }
        return nil
    }

    private static func touched(_ touched: Impact.Touched) -> Touched {
        Touched(
            party: PartyView(touched.identity), events: CountText.grouped(UInt64(touched.events)),
            first: String(touched.first), last: String(touched.last), isIndirect: !touched.isSubject)
    }
}

/// An access that somebody gained, and what became of it.
struct GainView {
    let holder: PartyView
    let held: PartyView
    let isDirect: Bool
    let way: [AccessLineView.Step]
    let granted: MarkView
    let isEligible: Bool
    let isHeld: Bool
    /// What ended this way; it may be held by another since.
    let ended: MarkView?
    let endedOtherwise: Bool
    let deeds: String
    let hasDeeds: Bool
    let firstDeeds: [String]
    /// How many there are beyond those that are named.
    let otherDeeds: String?

    init(_ gain: Impact.Gain) {
        let line = AccessLineView(gain.line)
        (holder, held, isDirect, way) = (line.holder, line.held, line.isDirect, line.way)
        (granted, isEligible) = (line.granted, line.isEligible)
        isHeld = gain.isHeld
        ended = gain.ended.map(MarkView.init)
        endedOtherwise = gain.isHeld && gain.ended != nil
        deeds = gain.deeds == 0 ? "none" : CountText.grouped(UInt64(gain.deeds))
        hasDeeds = gain.deeds > 0
        firstDeeds = gain.firstDeeds.map(String.init)
        let others = gain.deeds - gain.firstDeeds.count
        otherDeeds = others > 0 ? CountText.grouped(UInt64(others)) : nil
    }
}
