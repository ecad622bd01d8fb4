/// Whose each field of a record is: the rule by which `RecordCut` cuts, asked field by field.
package struct FieldOwners: Sendable {
    package enum Owner: Sendable, Equatable {
        /// The party with that place in the order of the entry's lines; the log when that is nobody personal.
        case party(Int)
        /// Someone whom a change speaks of.
        case person(Identity)
        case log
    }

    private let persons: [PersonChange]?
    private let actors: Int
    private let behalves: Int

    package init(_ record: Record) {
        actors = record.actor == nil ? 0 : 1
        behalves = record.onBehalfOf == nil ? 0 : 1
        let namespace = record.identity(of: record.subject).namespace
        persons = record.changes.isEmpty ? nil : PersonChange.persons(in: record.changes, namespace: namespace)
    }

    /// - Parameter name: The name of a field that the record has.
    /// - Returns: Under whose key it is sealed.
    package func owner(of name: DisclosureName) -> Owner {
        switch name.section {
        case .subject: .party(0)
        case .actor: .party(1)
        case .onBehalfOf: .party(1 + actors)
        case .resources: .party(1 + actors + behalves + name.index)
        case .changes: person(of: name).map(Owner.person) ?? .party(0)
        case .other: name.member < 3 ? .party(0) : .log  // reason, extra and id speak of the subject
        }
    }

    private func person(of name: DisclosureName) -> Identity? {
        guard let person = persons?[name.index] else { return nil }
        switch name.member {
        case 0: return person.ownsPath ? person.after ?? person.before : nil
        case 1: return person.before
        default: return person.after
        }
    }
}

extension Record {
    /// Everybody whom the record names, in the order of its entry's lines.
    package var parties: [Party] {
        var parties = [subject]
        if let actor { parties.append(actor) }
        if let onBehalfOf { parties.append(onBehalfOf) }
        return parties + resources
    }
}
