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
}

/// A stretch during which an access held, seen from one side: the other is named.
struct StretchView {
    let other: PartyView
    let granted: MarkView
    let ended: MarkView?
    let isOpen: Bool
    let isEligible: Bool
    let endedByDeletion: Bool

    init(_ stretch: AccessStretch, other: NamedIdentity) {
        self.other = PartyView(other)
        granted = MarkView(stretch.granted)
        ended = stretch.ended.map(MarkView.init)
        isOpen = stretch.ended == nil
        isEligible = stretch.isEligible
        endedByDeletion = stretch.endedByDeletion
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
        granted = MarkView(line.granted)
        self.ended = ended.map(MarkView.init)
        isEligible = line.isEligible
        let state = line.account?.state
        account = state == .enabled ? nil : state?.rawValue
    }
}
