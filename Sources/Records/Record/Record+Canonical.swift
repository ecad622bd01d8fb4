internal import JSON

extension Record {
    /// The record's JSON without spaces, members sorted by the bytes of their names at every level: the same bytes as
    /// `json.canonicalBytes`, written without building the tree. It runs for each record that has an idempotency key.
    package var canonicalBytes: [UInt8] { canonicalBytes(omitting: []) }

    /// The same without some members.
    package func canonicalBytes(omitting omitted: CanonicalOmission) -> [UInt8] {
        var writer = JSONTextWriter()
        writer.bytes.reserveCapacity(512 + 64 * changes.count)
        writer.open()
        writer.member("action", action.rawValue)
        if !omitted.contains(.actor) { writer.member("actor", actor) }
        writer.changes(changes)
        writer.member("extra", extra.map(JSONValue.object), sorted: true)
        if !omitted.contains(.id) { writer.member("id", id) }
        writer.member("occurredAt", occurredAt?.rfc3339)
        writer.member("onBehalfOf", onBehalfOf)
        writer.member("outcome", outcome.rawValue)
        writer.member("reason", reason)
        if !omitted.contains(.recordedBy) { writer.member("recordedBy", recordedBy) }
        if !omitted.contains(.request) { writer.member("request", request) }
        if resources.count == 1 {
            writer.member("resource", resources[0])
        } else {
            writer.resources(resources)
        }
        if !omitted.contains(.source) { writer.member("source", source) }
        writer.member("subject", subject)
        if !omitted.contains(.transaction) { writer.member("transaction", transaction) }
        writer.close()
        return writer.bytes
    }
}

/// Members that canonical JSON is written without.
package struct CanonicalOmission: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let id = CanonicalOmission(rawValue: 1)
    package static let actor = CanonicalOmission(rawValue: 2)
    package static let source = CanonicalOmission(rawValue: 4)
    package static let transaction = CanonicalOmission(rawValue: 8)
    package static let recordedBy = CanonicalOmission(rawValue: 16)
    package static let request = CanonicalOmission(rawValue: 32)
}

// The members of an object in the order of their names.
extension JSONTextWriter {
    fileprivate mutating func changes(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        openArray("changes")
        for change in changes {
            element()
            write(change)
        }
        closeArray()
    }

    fileprivate mutating func resources(_ resources: [Party]) {
        guard !resources.isEmpty else { return }
        openArray("resource")
        for resource in resources {
            element()
            write(resource)
        }
        closeArray()
    }

    fileprivate mutating func member(_ name: StaticString, _ party: Party?) {
        guard let party else { return }
        self.name(name)
        write(party)
    }

    fileprivate mutating func write(_ party: Party) {
        open()
        member("address", party.address)
        member("agent", party.agent)
        member("externalId", party.externalId)
        member("id", party.id)
        member("name", party.name)
        member("namespace", party.namespace)
        member("session", party.session)
        member("type", party.type)
        close()
    }

    fileprivate mutating func write(_ change: Change) {
        open()
        member("after", change.after, sorted: true)
        member("before", change.before, sorted: true)
        member("path", change.path)
        close()
    }
}
