import Catalog
import Recorder
import Records

extension Report {
    static func dormant(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        let days = try request.number(.days, usually: 90, in: 1...10_000)
        let before = Timestamp(milliseconds: request.now.milliseconds - Int64(days) * 86_400_000)
        var report = Report(
            request,
            who + [("created", "Created"), ("lastDeed", "Last deed"), ("lastRecord", "Record"), ("holds", "Holds")],
            position: reader.position, [("days", String(days))])
        let border = try reader.index(notBefore: before)
        let deeds = try reader.lastDeeds()
        var dormant: [(life: AccountLife, person: Person, last: UInt64?)] = []
        for life in try reader.accounts()
        where life.state.state == .enabled && (life.created ?? life.state.index) < border {
            let person = try reader.person(life.label)
            let last = deeds[person]
            if last.map({ $0 < border }) ?? true { dormant.append((life, person, last)) }
        }
        dormant.sort { ($0.last ?? 0, $0.life.state.index) < ($1.last ?? 0, $1.life.state.index) }
        var people: Set<Person> = []
        var accounts = 0
        for account in dormant where try reader.identity(account.life.label).isAccount {
            accounts += 1
            people.insert(account.person)
            let held = try reader.stretches(heldBy: Person(identities: [account.life.label])).filter { $0.ended == nil }
            guard
                report.add(
                    try who(account.life.label, account.person, reader) + [
                        Cell(try account.life.created.map(reader.time)), Cell(try account.last.map(reader.time)),
                        Cell(account.last), .number(held.count),
                    ])
            else { break }
        }
        report.summary = [("Dormant accounts", String(accounts)), ("People", String(people.count))]
        report.notes = [
            "A deed is a record in which the person is the actor, under any of their identities; what was refused or failed is none. "
                + "Sign-ins count where a source sends them; without them an account that only reads looks dormant."
        ]
        return report
    }

    static func orphaned(_ request: ReportRequest, _ reader: CatalogReader) throws -> Report {
        var report = Report(
            request,
            who + [
                ("why", "Why"), ("whyRecord", "Record"), ("access", "Holds"), ("kind", "Kind"), ("since", "Since"),
                ("record", "By record"),
            ], position: reader.position, [])
        let lives = Dictionary(try reader.accounts().map { ($0.label, $0) }) { first, _ in first }
        var counts = (unusable: 0, unknown: 0)
        holders: for label in try reader.holders() {
            let life = lives[label]
            let isUsable = life.map { $0.state.state == .enabled } ?? true
            if isUsable && life?.created != nil { continue }
            let identity = try reader.identity(label)
            guard identity.type != nil, identity.isAccount else { continue }
            let held = try reader.stretches(heldBy: Person(identities: [label])).filter { $0.ended == nil }
            if held.isEmpty { continue }
            if isUsable { counts.unknown += 1 } else { counts.unusable += 1 }
            let why = isUsable ? "no record of its creation" : "account \(life?.state.state.rawValue ?? "")"
            for stretch in held {
                guard
                    report.add(
                        try who(label, reader.person(label), reader) + [
                            .text(why), isUsable ? .none : Cell(life?.state.index), Cell(stretch.resource),
                            kind(isEligible: stretch.isEligible), .time(stretch.granted.time),
                            .record(stretch.granted.index),
                        ])
                else { break holders }
            }
        }
        report.summary = [
            ("Disabled or locked accounts that hold access", String(counts.unusable)),
            ("Accounts with access and no record of their creation", String(counts.unknown)),
        ]
        report.notes = ["Each account stands for itself: a person who has another that may be used is named beside it."]
        return report
    }
}
