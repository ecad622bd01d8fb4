import Catalog
import Foundation
import JSON
import Recorder
import Records

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

    private func holds(_ text: String?, _ role: PartyRole) -> (Record) -> Bool {
        guard let text else { return { _ in true } }
        let identities = identities(text)
        return { record in
            parties(of: record).contains { $0.role == role && identities.contains(record.identity(of: $0.party)) }
        }
    }

    /// All events that fit, in order, without pages.
    func search(_ query: EventQuery, words: [String] = []) -> [UInt64] {
        let tests = [
            holds(query.actor, .actor), holds(query.subject, .subject), holds(query.resource, .resource),
            holds(query.onBehalfOf, .onBehalfOf),
        ]
        let fitting = records.filter { committed in
            guard fits(committed.entry, query) else { return false }
            guard let record = committed.record else {
                return query.actor == nil && query.subject == nil && query.resource == nil && query.onBehalfOf == nil
                    && query.source == nil && query.transaction == nil && words.isEmpty
            }
            return fits(record, query) && tests.allSatisfy { $0(record) } && fits(record, words: words)
        }
        let indices = fitting.map(\.index)
        return query.order == .newest ? indices.reversed() : indices
    }

    private func fits(_ entry: Entry, _ query: EventQuery) -> Bool {
        if let since = query.since, entry.time < since { return false }
        if let until = query.until, entry.time >= until { return false }
        if let outcome = query.outcome, entry.outcome != outcome { return false }
        guard let pattern = query.action else { return true }
        guard let name = entry.action?.rawValue else { return false }
        if name == pattern.text { return true }
        return name.hasPrefix(pattern.isOpen ? pattern.text : pattern.text + ".")
    }

    private func fits(_ record: Record, _ query: EventQuery) -> Bool {
        if let source = query.source, record.source.map({ Array($0.utf8) }) != Array(source.utf8) { return false }
        if let transaction = query.transaction, record.transaction != transaction { return false }
        return true
    }

    /// Words that a record contains: runs of letters and digits, without case and accents.
    private func fits(_ record: Record, words: [String]) -> Bool {
        if words.isEmpty { return true }
        var texts = parties(of: record).flatMap { [$0.party.id, $0.party.name, $0.party.externalId, $0.party.address] }
        texts += [record.reason, record.id, record.transaction, record.source]
        texts += record.changes.flatMap { [$0.path, Self.text($0.before), Self.text($0.after)] }
        texts += record.extra?.members.map { Self.text($0.value) } ?? []
        let found = Set(texts.compactMap { $0 }.flatMap(Self.words))
        return words.allSatisfy { found.contains($0) }
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
