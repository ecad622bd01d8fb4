internal import Records
internal import TransparencyLog

/// Checks, after opening, that labels and owners are those of the record: with another key than a person's own, erasing
/// that person would not erase what speaks of them.
struct OwnerCheck {
    let vault: Vault
    let references: [Reference]
    let parts: [SealedRecordHead.Part]
    let items: [DisclosureList.Item]

    func check(_ disclosed: DisclosedRecord) throws(VaultError) {
        let parties = disclosed.record.parties
        if disclosed.unreadable.isEmpty, !parties.contains(where: \.isUnreadable) {
            return try check(whole: disclosed.record, parties)
        }
        try checkLines(disclosed.record, parties)
        let fields = disclosed.record.fields(log: vault.log)
        if disclosed.unreadable.isEmpty {
            guard fields.map(\.name) == items.map(\.name) else {
                throw VaultError(.names, "the disclosures are not those that the record is cut into")
            }
        }
        try checkOwners(fields, disclosed)
    }

    /// The same for a record of which everything can be read. It was put together from exactly these disclosures, so it
    /// need not be cut again.
    private func check(whole record: Record, _ parties: [Party]) throws(VaultError) {
        var owners: [Label] = []
        owners.reserveCapacity(parties.count)
        for (party, reference) in zip(parties, references) {
            let identity = record.identity(of: party)
            guard vault.isLabel(reference.label, of: identity) else { throw Self.wrongLine(reference) }
            owners.append(identity.isPerson ? reference.label : vault.logLabel)
        }
        let rule = FieldOwners(record)
        for item in items {
            let isOwner =
                switch rule.owner(of: item.name) {
                case .party(let place): place < owners.count && parts[item.part].label == owners[place]
                case .person(let identity): vault.isLabel(parts[item.part].label, of: identity)
                case .log: parts[item.part].label == vault.logLabel
                }
            guard isOwner else { throw Self.wrongOwner(item.name) }
        }
    }

    private static func wrongLine(_ reference: Reference) -> VaultError {
        VaultError(
            .labels, "the entry's line '\(reference.role.rawValue)' does not have the label of the record's party")
    }

    /// The parties of the record in the order of the entry's lines, whose number the disclosures were checked against.
    private func checkLines(_ record: Record, _ parties: [Party]) throws(VaultError) {
        for (party, reference) in zip(parties, references) where !party.isUnreadable {
            guard vault.label(of: record.identity(of: party)) == reference.label else {
                throw Self.wrongLine(reference)
            }
        }
    }

    private func checkOwners(_ fields: [RecordField], _ disclosed: DisclosedRecord) throws(VaultError) {
        var owners: [DisclosureName: Label] = [:]
        for item in items { owners[item.name] = parts[item.part].label }
        for field in fields {
            guard let owner = owners[field.name] else { continue }
            if case .identity(let identity) = field.value, let label = Self.unreadableLabel(identity) {
                // Somebody unreadable owns their own part; only the log's key could be missing for anything else.
                guard owner == label || owner == vault.logLabel else { throw Self.wrongOwner(field.name) }
                continue
            }
            guard !disclosed.unreadable.contains(field.name) else { continue }
            // Whom a change speaks of is told by its path, and in which namespace by the subject.
            if let path = field.name.changePath,
                disclosed.unreadable.contains(path) || disclosed.record.subject.isUnreadable
            {
                continue
            }
            let expected = Self.unreadableLabel(field.owner) ?? vault.label(of: field.owner)
            guard owner == expected else { throw Self.wrongOwner(field.name) }
        }
    }

    /// The label that stands for a party that could not be read.
    private static func unreadableLabel(_ identity: Identity) -> Label? {
        guard identity.kind == Party.unreadableType else { return nil }
        return Hash(base64: identity.id).map(Label.init)
    }

    private static func wrongOwner(_ name: DisclosureName) -> VaultError {
        VaultError(.labels, "the disclosure '\(name)' is not sealed under the key of whom it speaks of")
    }
}
