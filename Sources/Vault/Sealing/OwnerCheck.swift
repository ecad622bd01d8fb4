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
        if disclosed.unreadable.isEmpty,
            let cut = try? RecordCut(disclosed.record, log: vault.log, ownerLimit: .max),
            !cut.parties.contains(where: { $0.identity.kind == Party.unreadableType })
        {
            return try check(whole: cut)
        }
        try checkLines(disclosed.record)
        let fields = disclosed.record.fields(log: vault.log)
        if disclosed.unreadable.isEmpty {
            guard fields.map(\.name) == items.map(\.name) else {
                throw VaultError(.names, "the disclosures are not those that the record is cut into")
            }
        }
        try checkOwners(fields, disclosed)
    }

    /// The same for a record of which everything can be read: no label is looked for twice.
    private func check(whole cut: RecordCut) throws(VaultError) {
        let labels = cut.parties.map { vault.label(of: $0.identity) }
        for (place, reference) in references.enumerated() where place < labels.count {
            guard labels[place] == reference.label else { throw Self.wrongLine(reference) }
        }
        guard cut.fields.count == items.count, zip(cut.fields, items).allSatisfy({ $0.name == $1.name }) else {
            throw VaultError(.names, "the disclosures are not those that the record is cut into")
        }
        let owners = cut.owners.map { owner in
            if owner == vault.log { return vault.logLabel }
            return cut.parties.firstIndex { $0.identity == owner }.map { labels[$0] } ?? vault.label(of: owner)
        }
        for (field, item) in zip(cut.fields, items) where parts[item.part].label != owners[field.part] {
            throw Self.wrongOwner(field.name)
        }
    }

    private static func wrongLine(_ reference: Reference) -> VaultError {
        VaultError(
            .labels, "the entry's line '\(reference.role.rawValue)' does not have the label of the record's party")
    }

    /// The parties of the record in the order of the entry's lines, whose number the disclosures were checked against.
    private func checkLines(_ record: Record) throws(VaultError) {
        var parties = [record.subject]
        if let actor = record.actor { parties.append(actor) }
        if let onBehalfOf = record.onBehalfOf { parties.append(onBehalfOf) }
        parties += record.resources
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
