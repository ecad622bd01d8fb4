package import JSON

/// A record put together again from its disclosures, as far as they can be read.
package struct DisclosedRecord: Sendable {
    package let record: Record
    /// The names whose values could not be read.
    package let unreadable: Set<DisclosureName>

    /// What stands for a path, and for a value before or after, that cannot be read.
    package static let unreadableText = "[unreadable]"
    static let unreadableValue: JSONValue = "[unreadable]"

    /// Puts the record together from every name of disclosure 0 in order, with nil for what cannot be read; the lines of
    /// the entry that name labels stand for parties that cannot be read.
    ///
    /// - Throws: `SealedRecordError` of the code `names` when names or values are not those of a record, or do not
    ///   fit the entry's lines.
    package init(
        values: [(name: DisclosureName, value: JSONValue?)], action: Action, outcome: Outcome, references: [Reference]
    ) throws(SealedRecordError) {
        var reader = DisclosureReader(values, references)
        let subject = try reader.party(.subject)
        guard let subject else { throw SealedRecordError(.names, "no disclosure names the subject") }
        var record = Record(action: action, outcome: outcome, subject: subject)
        record.actor = try reader.party(.actor)
        record.onBehalfOf = try reader.party(.onBehalfOf)
        while let resource = try reader.party(.resources, record.resources.count) { record.resources.append(resource) }
        var place = 0
        while reader.next?.section == .changes {
            record.changes.append(try reader.change(place))
            place += 1
        }
        try reader.others(into: &record)
        try reader.end()
        self.record = record
        unreadable = Set(values.lazy.filter { $0.value == nil }.map(\.name))
    }
}

/// Takes values in the order of their names.
private struct DisclosureReader {
    private let values: [(name: DisclosureName, value: JSONValue?)]
    private let references: [Reference]
    private var position = 0
    private var line = 0

    init(_ values: [(name: DisclosureName, value: JSONValue?)], _ references: [Reference]) {
        self.values = values
        self.references = references
    }

    var next: DisclosureName? { position < values.count ? values[position].name : nil }

    func end() throws(SealedRecordError) {
        guard position == values.count, line == references.count else {
            throw SealedRecordError(.names, "the disclosures are not those of the entry's lines")
        }
    }

    /// nil: not there; `.some(nil)`: there, but unreadable.
    private mutating func take(_ section: DisclosureName.Section, _ index: Int, _ member: Int) -> JSONValue?? {
        guard next == DisclosureName(section, index, member) else { return nil }
        position += 1
        return .some(values[position - 1].value)
    }

    private func wrong(_ place: Int) -> SealedRecordError {
        SealedRecordError(.names, "disclosure \(place + 1) has a value of the wrong type")
    }

    private mutating func takeText(
        _ section: DisclosureName.Section, _ index: Int, _ member: Int
    ) throws(SealedRecordError) -> String? {
        guard let taken = take(section, index, member), let value = taken else { return nil }
        guard let text = value.stringValue else { throw wrong(position - 1) }
        return text
    }

    mutating func party(_ section: DisclosureName.Section, _ index: Int = 0) throws(SealedRecordError) -> Party? {
        guard let identity = take(section, index, 0) else { return nil }
        let role: Reference.Role =
            switch section {
            case .subject: .subject
            case .actor: .actor
            case .onBehalfOf: .behalf
            default: .resource
            }
        guard line < references.count, references[line].role == role else {
            throw SealedRecordError(.names, "the entry has no line '\(role.rawValue)' for a party of the record")
        }
        line += 1
        var party = Party.unreadable(references[line - 1].label)
        if let identity {
            guard let parts = identity.arrayValue, parts.count == 3, let kind = parts[0].stringValue,
                let namespace = parts[1].stringValue, let id = parts[2].stringValue
            else { throw wrong(position - 1) }
            party = Party(type: kind, id: id, namespace: namespace)
        }
        party.verbatimName = try takeText(section, index, 1)
        party.externalId = try takeText(section, index, 2)
        party.address = try takeText(section, index, 3)
        party.verbatimAgent = try takeText(section, index, 4)
        party.verbatimSession = try takeText(section, index, 5)
        return party
    }

    mutating func change(_ place: Int) throws(SealedRecordError) -> Change {
        guard let path = take(.changes, place, 0) else {
            throw SealedRecordError(.names, "a change has no path, or changes are out of order")
        }
        if let path, path.stringValue == nil { throw wrong(position - 1) }
        let before = take(.changes, place, 1).map { $0 ?? DisclosedRecord.unreadableValue }
        let after = take(.changes, place, 2).map { $0 ?? DisclosedRecord.unreadableValue }
        return Change(verbatim: path?.stringValue ?? DisclosedRecord.unreadableText, before: before, after: after)
    }

    mutating func others(into record: inout Record) throws(SealedRecordError) {
        record.verbatimReason = try takeText(.other, 0, 0)
        if let taken = take(.other, 0, 1), let extra = taken {
            guard let object = extra.objectValue else { throw wrong(position - 1) }
            record.verbatimExtra = object
        }
        record.id = try takeText(.other, 0, 2)
        if let text = try takeText(.other, 0, 3) {
            guard let time = Timestamp(rfc3339: text), time.rfc3339.hasSameBytes(as: text) else {
                throw wrong(position - 1)
            }
            record.occurredAt = time
        }
        record.source = try takeText(.other, 0, 4)
        record.transaction = try takeText(.other, 0, 5)
        record.request = try takeText(.other, 0, 6)
        record.recordedBy = try takeText(.other, 0, 7)
    }
}
