internal import JSON

extension Record {
    /// The record's JSON without spaces, members sorted by the bytes of their names at every level: the same bytes as
    /// `json.canonicalBytes`, written without building the tree. It runs for each record that has an idempotency key.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.bytes.reserveCapacity(512 + 64 * changes.count)
        writer.open()
        writer.member("action", action.rawValue)
        writer.member("actor", actor)
        writer.array("changes", changes) { $0.write($1) }
        writer.member("extra", extra)
        writer.member("id", id)
        writer.member("occurredAt", occurredAt?.rfc3339)
        writer.member("onBehalfOf", onBehalfOf)
        writer.member("outcome", outcome.rawValue)
        writer.member("reason", reason)
        writer.member("recordedBy", recordedBy)
        writer.member("request", request)
        if resources.count == 1 {
            writer.member("resource", resources[0])
        } else {
            writer.array("resource", resources) { $0.write($1) }
        }
        writer.member("source", source)
        writer.member("subject", subject)
        writer.member("transaction", transaction)
        writer.close()
        return writer.bytes
    }
}

/// Writes objects whose members the caller gives in the order of their names.
private struct CanonicalWriter {
    var bytes: [UInt8] = []

    mutating func open() { bytes.append(UInt8(ascii: "{")) }
    mutating func close() { bytes.append(UInt8(ascii: "}")) }

    /// The name of the next member, behind a comma unless it is the first of its object.
    private mutating func name(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(ascii: name)
        bytes.append(ascii: "\":")
    }

    mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        self.name(name)
        JSONWriter.append(string: text, to: &bytes)
    }

    mutating func member(_ name: StaticString, _ value: JSONValue?) {
        guard let value else { return }
        self.name(name)
        JSONWriter.append(value, to: &bytes, sorted: true)
    }

    mutating func member(_ name: StaticString, _ object: JSONObject?) { member(name, object.map(JSONValue.object)) }

    mutating func member(_ name: StaticString, _ party: Party?) {
        guard let party else { return }
        self.name(name)
        write(party)
    }

    /// An array, left out when it is empty.
    mutating func array<Element>(
        _ name: StaticString, _ elements: [Element], _ write: (inout CanonicalWriter, Element) -> Void
    ) {
        guard !elements.isEmpty else { return }
        self.name(name)
        bytes.append(UInt8(ascii: "["))
        for (place, element) in elements.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    mutating func write(_ party: Party) {
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

    mutating func write(_ change: Change) {
        open()
        member("after", change.after)
        member("before", change.before)
        member("path", change.path)
        close()
    }
}
