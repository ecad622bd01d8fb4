import Catalog
import Recorder
import Records

extension Report {
    static func dormant(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        let days = try request.number(.days, usually: 90, in: 1...10_000)
        let before = Timestamp(milliseconds: request.now.milliseconds - Int64(days) * 86_400_000)
        return try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("person", "Person"), ("id", "Id"), ("created", "Created"), ("lastDeed", "Last deed"),
                    ("lastRecord", "Record"), ("holds", "Holds"),
                ], position: reader.position, [("days", String(days))])
            let border = try reader.index(notBefore: before)
            let deeds = try reader.lastActivity(.actor)
            let lives = try reader.accounts().filter { life in
                life.state.state == .enabled && (life.created ?? life.state.index) < border
            }
            var dormant: [(life: AccountLife, label: Label, last: UInt64?)] = []
            for life in lives {
                guard let label = try reader.label(of: life) else { continue }
                let last = deeds[label]
                if last.map({ $0 < border }) ?? true { dormant.append((life, label, last)) }
            }
            dormant.sort { ($0.last ?? 0, $0.life.state.index) < ($1.last ?? 0, $1.life.state.index) }
            var people = 0
            for account in dormant {
                let identity = try reader.identity(account.label)
                guard identity.type == "user" || identity.type == "service_account" || identity.type == nil else {
                    continue
                }
                people += 1
                let held = try reader.stretches(heldBy: account.label).filter { $0.ended == nil }
                guard
                    report.add([
                        Cell(identity), Cell(identity.id),
                        Cell(try account.life.created.map { try reader.event($0).entry.time }),
                        Cell(try account.last.map { try reader.event($0).entry.time }), Cell(account.last),
                        .number(held.count),
                    ])
                else { break }
            }
            report.summary = [("Dormant accounts", report.isCut ? "more than \(mostRows)" : String(people))]
            report.notes = [
                "A deed is a record in which the account is the actor. Sign-ins count where a source sends them; without them an account "
                    + "that only reads looks dormant."
            ]
            return report
        }
    }

    static func orphaned(_ request: ReportRequest, _ catalog: Catalog) async throws -> Report {
        try await catalog.ask { reader in
            var report = Report(
                request,
                [
                    ("person", "Account"), ("id", "Id"), ("why", "Why"), ("whyRecord", "Record"), ("access", "Holds"),
                    ("since", "Since"), ("record", "By record"),
                ], position: reader.position, [])
            var lives: [Label: AccountLife] = [:]
            for life in try reader.accounts() {
                if let label = try reader.label(of: life) { lives[label] = life }
            }
            var counts = (unusable: 0, unknown: 0)
            holders: for label in try reader.holders().sorted(by: { $0.description < $1.description }) {
                let life = lives[label]
                let isUsable = life.map { $0.state.state == .enabled } ?? true
                if isUsable && life?.created != nil { continue }
                let identity = try reader.identity(label)
                guard identity.type == "user" || identity.type == "service_account" else { continue }
                let held = try reader.stretches(heldBy: label).filter { $0.ended == nil }
                if held.isEmpty { continue }
                if isUsable { counts.unknown += 1 } else { counts.unusable += 1 }
                let why = isUsable ? "no record of its creation" : "account \(life?.state.state.rawValue ?? "")"
                for stretch in held {
                    guard
                        report.add([
                            Cell(identity), Cell(identity.id), .text(why), isUsable ? .none : Cell(life?.state.index),
                            Cell(stretch.resource), .time(stretch.granted.time), .record(stretch.granted.index),
                        ])
                    else { break holders }
                }
            }
            report.summary = [
                ("Disabled or locked accounts that hold access", String(counts.unusable)),
                ("Accounts with access and no record of their creation", String(counts.unknown)),
            ]
            return report
        }
    }
}
