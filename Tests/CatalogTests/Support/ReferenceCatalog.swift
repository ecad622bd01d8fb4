import Catalog
import Foundation
import JSON
import Recorder
import Records
import TestLogs

/// The straightforward catalog that the real one is compared with: every answer is a walk over all records in memory.
struct ReferenceCatalog {
    let records: [CommittedRecord]

    init(_ log: MemoryLog) { records = log.records }

    init(_ records: [CommittedRecord]) { self.records = records }

    /// Everyone whom a record names, with the part.
    private func parties(of record: Record) -> [(role: PartyRole, party: Party)] {
        [(.subject, record.subject)] + [record.actor].compactMap { $0.map { (.actor, $0) } }
            + [record.onBehalfOf].compactMap { $0.map { (.onBehalfOf, $0) } } + record.resources.map { (.resource, $0) }
    }

    /// Identities that a text means: id byte for byte, names alike but for case, or `type:` before either.
    private func identities(_ text: String) -> Set<Identity> {
        var found: Set<Identity> = []
        for case let record? in records.map(\.record) {
            for (_, party) in parties(of: record) {
                for candidate in [text, text.dropping(prefix: party.type + ":")].compactMap({ $0 }) {
                    let names = [party.name, party.externalId].compactMap { $0?.lowercased() }
                    if Array(candidate.utf8) == Array(party.id.utf8) || names.contains(candidate.lowercased()) {
                        found.insert(record.identity(of: party))
                    }
                }
            }
        }
        return found
    }

    /// All events that fit, in order, without pages.
    func search(_ query: EventQuery) -> [UInt64] {
        let indices = records.filter { fits($0, query.filter) }.map(\.index)
        return query.order == .newest ? indices.reversed() : indices
    }

    func fits(_ committed: CommittedRecord, _ filter: Filter) -> Bool {
        switch filter {
        case .everything: true
        case .not(let filter): !fits(committed, filter)
        case .all(let filters): filters.allSatisfy { fits(committed, $0) }
        case .any(let filters): filters.contains { fits(committed, $0) }
        case .matches(let term): fits(committed, term)
        }
    }

    private func fits(_ committed: CommittedRecord, _ term: FilterTerm) -> Bool {
        let (entry, record) = (committed.entry, committed.record)
        switch term {
        case .action(let pattern):
            guard let name = entry.action?.rawValue else { return false }
            return name == pattern.text || name.hasPrefix(pattern.isOpen ? pattern.text : pattern.text + ".")
        case .outcome(let outcome): return entry.outcome == outcome
        case .kind(let kind): return entry.kind == kind
        case .time(let from, let until): return Self.isWithin(entry.time, from, until)
        case .occurred(let from, let until):
            return record?.occurredAt.map { Self.isWithin($0, from, until) } ?? false
        case .index(let from, let until): return committed.index >= from ?? 0 && committed.index < until ?? .max
        case .late:
            guard let occurred = record?.occurredAt else { return false }
            return entry.time.milliseconds - occurred.milliseconds > 300_000
        case .selfGranted:
            guard let record, let actor = record.actor, [.success, .observed].contains(record.outcome),
                [".assign", ".add", ".grant"].contains(where: {
                    record.action.rawValue.hasSuffix($0)
                })
            else { return false }
            return record.identity(of: actor) == record.identity(of: record.subject)
        case .mark(let mark): return record.map { Self.marks(of: $0).contains(mark.rawValue) } ?? false
        case .attempt(let index):
            guard let record, Self.isOfGateway(record) else { return false }
            return record.extra?["gateway"]?["attempt"]?.text == String(index)
        case .party(let role, let match):
            guard let record else { return false }
            let identities = match.isPrefix ? identities(beginning: match.text) : identities(match.text)
            return parties(of: record).contains {
                (role == nil || $0.role == role) && identities.contains(record.identity(of: $0.party))
            }
        case .field(let field, let match): return record.map { fits($0, field, match) } ?? false
        case .words(let query): return record.map { fits($0, query) } ?? false
        }
    }

    private static func isOfGateway(_ record: Record) -> Bool {
        record.source?.hasPrefix("gateway:") ?? false && record.extra?["gateway"]?["version"] == 1
    }

    /// Names of what is true, lists something or counts something, and what was observed.
    private static func marks(of record: Record) -> [String] {
        guard isOfGateway(record), case .object(let gateway)? = record.extra?["gateway"] else { return [] }
        return gateway.members.compactMap { name, value in
            if name == "observed" { return value.stringValue }
            if name == "untold" || name == "omitted" { return value == 0 ? nil : name }
            return value == true || value.arrayValue?.isEmpty == false ? name : nil
        }
    }

    private static func isWithin(_ time: Timestamp, _ from: Timestamp?, _ until: Timestamp?) -> Bool {
        if let from, time < from { return false }
        if let until, time >= until { return false }
        return true
    }

    private func identities(beginning text: String) -> Set<Identity> {
        var found: Set<Identity> = []
        for case let record? in records.map(\.record) {
            for (_, party) in parties(of: record) {
                // What stands behind `type:` may be nothing: then all of the type are meant.
                for beginning in [text, text.dropping(prefix: party.type + ":")].compactMap({ $0 }) {
                    let names = [party.name, party.externalId].compactMap { $0?.lowercased() }
                    if beginning.isEmpty || party.id.hasPrefix(beginning)
                        || names.contains(where: { $0.hasPrefix(beginning.lowercased()) })
                    {
                        found.insert(record.identity(of: party))
                    }
                }
            }
        }
        return found
    }

    private func fits(_ record: Record, _ field: TextField, _ match: TextMatch) -> Bool {
        let all = parties(of: record).map(\.party)
        let texts: [String?]
        switch field {
        case .id: texts = [record.id]
        case .source: texts = [record.source]
        case .transaction: texts = [record.transaction]
        case .request: texts = [record.request]
        case .session: texts = all.map(\.session)
        case .address: texts = all.map(\.address)
        case .type: texts = [record.subject.type]
        case .namespace: texts = [record.identity(of: record.subject).namespace]
        case .recordedBy: texts = [record.recordedBy]
        case .agent: texts = all.map(\.agent)
        case .path:
            texts = record.changes.flatMap { change in
                let path = change.path.lowercased()
                return [path, path.hasPrefix("urn:") ? path.split(separator: ":").last.map(String.init) : nil]
            }
        case .before: texts = record.changes.map { Self.text($0.before) }
        case .after: texts = record.changes.map { Self.text($0.after) }
        case .reason: texts = record.reason.map(Self.words) ?? []
        }
        let wanted =
            field == .reason ? Self.words(match.text)[0] : field.isFolded ? match.text.lowercased() : match.text
        return texts.compactMap { field.isFolded ? $0?.lowercased() : $0 }.contains { text in
            if match.isPrefix { return text.hasPrefix(wanted) }
            if Array(text.utf8) == Array(wanted.utf8) { return true }
            return field == .path && (text.hasPrefix(wanted + ".") || text.hasPrefix(wanted + "["))
        }
    }

    /// Words and phrases that a record contains: runs of letters and digits, without case and accents.
    private func fits(_ record: Record, _ query: FullTextQuery) -> Bool {
        var texts: [String?] = []
        for (_, party) in parties(of: record) { texts += [party.id, party.name, party.externalId, party.agent] }
        for change in record.changes { texts += [change.path, Self.text(change.before), Self.text(change.after)] }
        texts += [record.reason, record.source]
        if let extra = record.extra { texts += Self.texts(ofExtra: .object(extra)) }
        let found = texts.compactMap { $0 }.flatMap(Self.words)
        let whole = [record.id, record.transaction, record.request] + parties(of: record).map(\.party.address)
        return query.terms.allSatisfy { term in
            if whole.compactMap({ $0 }).contains(where: { term.isPrefix ? $0.hasPrefix(term.text) : $0 == term.text }) {
                return true
            }
            let words = Self.words(term.text)
            guard found.count >= words.count else { return false }
            return (0...(found.count - words.count)).contains { start in
                words.indices.allSatisfy { place in
                    term.isPrefix && place == words.count - 1
                        ? found[start + place].hasPrefix(words[place]) : found[start + place] == words[place]
                }
            }
        }
    }

    /// Texts and numbers wherever they stand, and before them the names of what is true or lists something.
    private static func texts(ofExtra value: JSONValue) -> [String?] {
        guard case .object(let object) = value else {
            return value.arrayValue?.map { text($0) } ?? [text(value)]
        }
        return object.members.flatMap { name, value in
            [value == true || value.arrayValue?.isEmpty == false ? name : nil] + texts(ofExtra: value)
        }
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text
        case .number(let number): number.text
        default: nil
        }
    }

    static func words(_ text: String) -> [String] {
        text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
            .split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}

extension String {
    fileprivate func dropping(prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
