import JSON
import Records
import TransparencyLog

/// Writes an entry and its record as the JSON object that questions are answered with.
///
/// `index`, `time` and `kind` stand in every event; then come the record's members in a fixed order, as far as it has
/// them. `unreadable` lists, in base64, the labels under whose keys parts are sealed that can no longer be opened.
enum EventDocument {
    static func text(index: UInt64, entry: Entry, record: Record?, unreadable: [Label]) -> String {
        var writer = JSONTextWriter()
        writer.bytes.reserveCapacity(1024)
        writer.open()
        writer.member("index", .int(index))
        writer.member("time", entry.time.rfc3339)
        writer.member("kind", entry.kind.rawValue)
        writer.member("action", entry.action?.rawValue)
        writer.member("outcome", entry.outcome?.rawValue)
        if let record { writer.write(record) }
        if !unreadable.isEmpty {
            writer.member("unreadable", .array(unreadable.map { .string($0.description) }))
        }
        if let genesis = entry.genesis { writer.member("genesis", json(of: genesis)) }
        writer.close()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func json(of genesis: Genesis) -> JSONValue {
        var object = JSONObject()
        object["origin"] = .string(genesis.origin)
        object["key"] = .string(genesis.key)
        object["predecessor"] = genesis.predecessor.map {
            ["origin": .string($0.origin), "size": .int($0.size), "root": .string($0.root.base64)]
        }
        return .object(object)
    }
}

extension JSONTextWriter {
    /// The members of a record, one resource as an object, several as an array.
    fileprivate mutating func write(_ record: Record) {
        member("actor", record.actor)
        member("onBehalfOf", record.onBehalfOf)
        member("subject", record.subject)
        if record.resources.count == 1 {
            member("resource", record.resources[0])
        } else {
            resources(record.resources)
        }
        changes(record.changes)
        member("source", record.source)
        member("transaction", record.transaction)
        member("reason", record.reason)
        member("occurredAt", record.occurredAt?.rfc3339)
        member("request", record.request)
        member("recordedBy", record.recordedBy)
        member("id", record.id)
        member("extra", record.extra.map(JSONValue.object))
    }

    private mutating func changes(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        openArray("changes")
        for change in changes {
            element()
            write(change)
        }
        closeArray()
    }

    private mutating func resources(_ resources: [Party]) {
        guard !resources.isEmpty else { return }
        openArray("resource")
        for resource in resources {
            element()
            write(resource)
        }
        closeArray()
    }

    private mutating func member(_ name: StaticString, _ party: Party?) {
        guard let party else { return }
        self.name(name)
        write(party)
    }

    private mutating func write(_ party: Party) {
        open()
        member("type", party.type)
        member("id", party.id)
        member("namespace", party.namespace)
        member("name", party.name)
        member("externalId", party.externalId)
        member("address", party.address)
        member("agent", party.agent)
        member("session", party.session)
        close()
    }

    private mutating func write(_ change: Change) {
        open()
        member("path", change.path)
        member("before", change.before)
        member("after", change.after)
        close()
    }
}

extension Record {
    /// The record with every party's namespace written out, as it is when it comes out of the vault; one that is still in
    /// memory may leave it to its source, and both must give the same answers.
    var withNamespaces: Record {
        func lacksName(_ party: Party?) -> Bool { party.map { $0.namespace == nil && !$0.isUnreadable } ?? false }
        guard
            lacksName(subject) || lacksName(actor) || lacksName(onBehalfOf) || resources.contains(where: lacksName)
        else { return self }
        func named(_ party: Party) -> Party {
            var party = party
            if !party.isUnreadable { party.namespace = identity(of: party).namespace }
            return party
        }
        var result = self
        result.subject = named(subject)
        result.actor = actor.map(named)
        result.onBehalfOf = onBehalfOf.map(named)
        result.resources = resources.map(named)
        return result
    }
}
