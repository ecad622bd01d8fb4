import Catalog

/// The record that began or ended an access, with the way to it.
struct MarkView {
    let index: String
    let at: TimeView
    let isLate: Bool

    init(_ mark: AccessMark) {
        index = String(mark.index)
        at = TimeView(mark.time)
        isLate = mark.isLate
    }

    /// The record that gave an access, and since when it was there in the view that was asked for.
    init(_ line: AccessLine) {
        index = String(line.granted.index)
        at = TimeView(line.since)
        isLate = line.granted.isLate
    }
}

/// A stretch during which an access held, seen from one side: the other is named.
struct StretchView {
    let other: PartyView
    /// What stands on the way, for access that was not direct.
    let through: [PartyView]
    let granted: MarkView
    let ended: MarkView?
    let isOpen: Bool
    let isEligible: Bool
    let endedByDeletion: Bool

    init(_ stretch: AccessStretch, other: NamedIdentity) {
        self.other = PartyView(other)
        through = stretch.through.map { PartyView($0) }
        granted = MarkView(stretch.granted)
        ended = stretch.ended.map(MarkView.init)
        isOpen = stretch.ended == nil
        isEligible = stretch.isEligible
        endedByDeletion = stretch.endedByDeletion
    }
}

/// Stretches of one side of somebody's history, and how many there are.
struct StretchesView {
    let side: String
    let title: String
    /// The heading of the column that names the other.
    let column: String
    let lines: [StretchView]
    let shown: Int
    let total: Int
    let position: String
    /// To all of them; nil where these are all.
    let allPath: String?

    /// Nil where there are none. `label`: whose, percent-encoded.
    init?(_ page: AccessStretches, _ side: SpansDoor.Side, of label: String) {
        guard !page.stretches.isEmpty else { return nil }
        self.side = side.rawValue
        title = side.title
        column = side == .held ? "What" : "Who"
        lines = page.stretches.map { StretchView($0, other: side == .held ? $0.resource : $0.holder) }
        (shown, total, position) = (lines.count, page.total, String(page.position))
        allPath = page.next == nil ? nil : SpansPage.path(label, side)
    }
}

/// A line of who had what: holder, what was held, the way to it, and the record that gave it.
struct AccessLineView {
    struct Step {
        let via: PartyView
        let granted: MarkView
    }

    let holder: PartyView
    let held: PartyView
    let isDirect: Bool
    /// What stands between holder and held.
    let way: [Step]
    let granted: MarkView
    let ended: MarkView?
    let isEligible: Bool
    /// How the account stood, where it could not be used.
    let account: String?

    init(_ line: AccessLine, ended: AccessMark? = nil) {
        holder = PartyView(line.holder)
        held = PartyView(line.resource)
        isDirect = line.path.count == 1
        way = line.path.dropLast().map { Step(via: PartyView($0.resource), granted: MarkView($0.granted)) }
        granted = MarkView(line)
        self.ended = ended.map(MarkView.init)
        isEligible = line.isEligible
        let state = line.account?.state
        account = state == .enabled ? nil : state?.rawValue
    }
}
