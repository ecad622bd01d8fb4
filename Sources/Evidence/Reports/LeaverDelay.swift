import Catalog
import Records

extension Report {
    /// Accounts that left, of one report at most.
    private static let mostLeavers = 20_000

    static func leaverDelay(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let (from, until) = try request.period()
        let hours = try request.number(.within, usually: 24, in: 0...10_000)
        var report = Report(
            request,
            who + [
                ("left", "Left"), ("leftRecord", "By record"), ("access", "Held"), ("kind", "Kind"),
                ("gives", "Which gives"), ("given", "Given"), ("givenRecord", "By record"), ("removed", "Removed"),
                ("removedRecord", "By record"), ("returned", "Came back"), ("hours", "Hours"), ("late", "Came late"),
                ("state", "State"),
            ], position: reader.position, try request.written(period: (from, until)) + [("within", String(hours))])
        let range =
            try reader.index(notBefore: from)..<max(reader.index(notBefore: from), reader.index(notBefore: until))
        let lives = Dictionary(try reader.accounts().map { ($0.label, $0) }) { first, _ in first }
        let left = lives.values.flatMap(\.turns).filter { $0.kind == .left && range.contains($0.index) }.sorted {
            $0.index < $1.index
        }
        var making = LeaverRows(reader: reader, lives: lives, hours: hours, now: request.now)
        for turn in left.prefix(mostLeavers) { guard try making.add(turn, to: &report) else { break } }
        if left.count > mostLeavers { report.isCut = true }
        report.summary = [
            ("Leavers", String(making.people.count)), ("Access held when they left", String(making.stretches)),
            ("Given after they left", String(making.after)), ("Removed late", String(making.late)),
            ("Still held", String(making.open)), ("Held by other accounts of theirs", String(making.elsewhere)),
        ]
        report.notes = [
            "An account left with each record that disables or deletes it; who comes back and leaves again is there twice. Access that ends "
                + "with the deletion of the account itself is not listed. Listed is what was held directly, or given directly after leaving "
                + "and before the account came back, and what that gave at the time through groups and roles. Hours count from leaving, of "
                + "access given after that from when it was given. Other accounts of the same person that could still be used are listed with what they held. "
                + "Times are the log's."
        ]
        return report
    }
}

/// Makes the rows of those who left.
private struct LeaverRows {
    let reader: CatalogReader
    let lives: [Label: AccountLife]
    let hours: Int
    let now: Timestamp
    private(set) var people: Set<Person> = []
    /// Access held by those who left, and access that they were given afterwards.
    private(set) var stretches = 0
    private(set) var after = 0
    private(set) var late = 0
    private(set) var open = 0
    private(set) var elsewhere = 0

    init(reader: CatalogReader, lives: [Label: AccountLife], hours: Int, now: Timestamp) {
        self.reader = reader
        self.lives = lives
        self.hours = hours
        self.now = now
    }

    /// - Returns: false when the report is full.
    mutating func add(_ turn: AccountTurn, to report: inout Report) throws -> Bool {
        let person = try reader.person(turn.label)
        people.insert(person)
        let back = lives[turn.label]?.turns.first { $0.index > turn.index && $0.kind != .left }?.index
        for stretch in try held(by: turn.label, at: turn.index) {
            stretches += 1
            let state = try state(of: stretch, since: turn.index, back)
            guard report.add(try row(turn, turn.label, person, stretch, back, state)) else { return false }
        }
        for stretch in try given(to: turn.label, since: turn.index, until: back) {
            after += 1
            let state = try state(of: stretch, since: stretch.granted.index, back)
            guard report.add(try row(turn, turn.label, person, stretch, back, state)) else { return false }
        }
        for other in person.identities where other != turn.label && isUsable(other, at: turn.index) {
            for stretch in try held(by: other, at: turn.index) {
                elsewhere += 1
                let state = stretch.ended == nil ? "still held by an enabled account" : "held by an enabled account"
                guard report.add(try row(turn, other, person, stretch, nil, state)) else { return false }
            }
        }
        return true
    }

    private func held(by label: Label, at index: UInt64) throws -> [AccessStretch] {
        try reader.stretches(heldBy: Person(identities: [label])).filter { stretch in
            stretch.granted.index < index && stretch.ended.map { $0.index > index } ?? true
        }
    }

    /// What came to an account that could not be used, until it came back.
    private func given(to label: Label, since index: UInt64, until back: UInt64?) throws -> [AccessStretch] {
        try reader.stretches(heldBy: Person(identities: [label])).filter { stretch in
            stretch.granted.index >= index && back.map { stretch.granted.index < $0 } ?? true
        }
    }

    /// Whether an account could be used: its last turn before says so, or nothing does.
    private func isUsable(_ label: Label, at index: UInt64) -> Bool {
        lives[label]?.turns.last { $0.index <= index }.map { $0.kind != .left } ?? true
    }

    /// Until when an access stood with an account that could not be used.
    private func end(of stretch: AccessStretch, _ back: UInt64?) throws -> Timestamp {
        let ends = try [stretch.ended?.time, back.map(reader.time)].compactMap { $0 }
        return ends.min() ?? now
    }

    private mutating func state(of stretch: AccessStretch, since left: UInt64, _ back: UInt64?) throws -> String {
        let taken = try end(of: stretch, back).milliseconds - reader.time(of: left).milliseconds
        let isLate = taken > Int64(hours) * 3_600_000
        if let back, stretch.ended.map({ $0.index > back }) ?? true {
            if isLate { late += 1 }
            return isLate ? "late: the account came back" : "the account came back"
        }
        if stretch.ended == nil {
            open += 1
            return "still held"
        }
        if isLate { late += 1 }
        return isLate ? "late" : "in time"
    }

    private func row(
        _ turn: AccountTurn, _ holder: Label, _ person: Person, _ stretch: AccessStretch, _ back: UInt64?,
        _ state: String
    ) throws -> [Report.Cell] {
        let leaving = try reader.mark(of: turn.index)
        let left = leaving.time
        let marks = try [leaving, stretch.granted, stretch.ended, back.map(reader.mark)].compactMap { $0 }
        let isAfter = stretch.granted.index >= turn.index
        let since = isAfter ? stretch.granted.time : left
        let taken = try (end(of: stretch, back).milliseconds - since.milliseconds) / 3_600_000
        let gives = try reader.reached(through: stretch.resource, before: isAfter ? stretch.granted.index : turn.index)
        return try Report.who(holder, person, reader, at: turn.index) + [
            .time(left), .record(turn.index), Report.Cell(stretch.resource),
            Report.kind(isEligible: stretch.isEligible), Report.list(gives),
            .text(isAfter ? "after leaving" : "before leaving"), .record(stretch.granted.index),
            Report.Cell(stretch.ended?.time), Report.Cell(stretch.ended?.index), Report.Cell(try back.map(reader.time)),
            .number(Int(taken)), Report.late(marks.contains(where: \.isLate)), .text(state),
        ]
    }
}
