internal import JSON

extension Record {
    /// What `source` and the parties' namespaces are when nobody says.
    package static let defaultNamespace = "default"

    /// The party's identity: its namespace, else the record's source, else `default`.
    package func identity(of party: Party) -> Identity {
        Identity(kind: party.type, namespace: party.namespace ?? source ?? Self.defaultNamespace, id: party.id)
    }

    /// The record with every namespace written out: what opening its sealed form gives.
    package var resolved: Record {
        let namespace = source ?? Self.defaultNamespace
        var record = self
        if subject.namespace == nil { record.subject.namespace = namespace }
        if let actor, actor.namespace == nil { record.actor?.namespace = namespace }
        if let onBehalfOf, onBehalfOf.namespace == nil { record.onBehalfOf?.namespace = namespace }
        for (place, resource) in resources.enumerated() where resource.namespace == nil {
            record.resources[place].namespace = namespace
        }
        return record
    }

    /// Checks every limit and rule: for records that were built rather than read.
    ///
    /// - Returns: about how many bytes the record has when sealed.
    @discardableResult
    package func validate() throws(RecordError) -> Int {
        try validateParties()
        try validateTexts()
        guard changes.count <= RecordLimits.changes else {
            throw RecordError(
                .tooMany, "changes", "has \(changes.count) elements, the limit is \(RecordLimits.changes)")
        }
        for (place, change) in changes.enumerated() { try change.validate(at: place) }
        if let extra { try RecordRules.check(.object(extra), "extra") }
        let size = sealedSize
        guard size <= RecordLimits.record else {
            throw RecordError(
                .tooLarge, "",
                "the record has \(size) bytes, the limit is \(RecordLimits.record) (names and salts included)")
        }
        return size
    }

    /// About how many bytes the record has when sealed.
    private var sealedSize: Int {
        var size = subject.sealedSize + (actor?.sealedSize ?? 0) + (onBehalfOf?.sealedSize ?? 0)
        for resource in resources { size += resource.sealedSize }
        size += Self.sealedSize(id) + Self.sealedSize(source) + Self.sealedSize(reason)
        size += Self.sealedSize(transaction) + Self.sealedSize(request) + Self.sealedSize(recordedBy)
        for change in changes { size += change.sealedSize }
        if let extra { size += Self.overhead + JSONValue.object(extra).encodedSize }
        return size
    }

    /// What each field costs beside its value: salt, name, its name again in the list of names, digest, number, length.
    fileprivate static let overhead = 120

    fileprivate static func sealedSize(_ text: String?) -> Int {
        guard let text else { return 0 }
        return overhead + JSONValue.encodedSize(of: text)
    }

    private func validateParties() throws(RecordError) {
        try subject.validate(at: "subject")
        try actor?.validate(at: "actor")
        try onBehalfOf?.validate(at: "onBehalfOf")
        guard resources.count <= RecordLimits.resources else {
            throw RecordError(
                .tooMany, "resource", "has \(resources.count) elements, the limit is \(RecordLimits.resources)")
        }
        for (place, resource) in resources.enumerated() {
            try resource.validate(at: resources.count == 1 ? "resource" : "resource[\(place)]")
        }
    }

    private func validateTexts() throws(RecordError) {
        try RecordRules.checkOptional(id, "id")
        try RecordRules.checkOptional(source, "source")
        try RecordRules.checkOptional(transaction, "transaction")
        try RecordRules.checkOptional(request, "request")
        try RecordRules.checkOptional(recordedBy, "recordedBy")
        if let reason { try RecordRules.check(reason, "reason", limit: RecordLimits.reason) }
    }
}

extension Party {
    fileprivate var sealedSize: Int {
        Record.overhead + type.utf8.count + JSONValue.encodedSize(of: id) + Record.sealedSize(namespace)
            + Record.sealedSize(name) + Record.sealedSize(externalId) + Record.sealedSize(address)
            + Record.sealedSize(agent) + Record.sealedSize(session)
    }

    fileprivate func validate(at path: @autoclosure () -> String) throws(RecordError) {
        try RecordRules.checkType(type, "\(path()).type")
        try RecordRules.checkID(id, "\(path()).id")
        try RecordRules.checkOptional(namespace, "\(path()).namespace")
        try RecordRules.checkOptional(externalId, "\(path()).externalId")
        try RecordRules.checkOptional(address, "\(path()).address")
        try RecordRules.checkOptional(session, "\(path()).session")
        if let name { try RecordRules.check(name, "\(path()).name", limit: RecordLimits.name) }
        if let agent { try RecordRules.check(agent, "\(path()).agent", limit: RecordLimits.name) }
    }
}

extension Change {
    fileprivate func validate(at place: Int) throws(RecordError) {
        try RecordRules.check(path, "changes[\(place)].path", limit: RecordLimits.path)
        try RecordRules.checkIdentifier(path, "changes[\(place)].path")
        if let before { try RecordRules.check(before, "changes[\(place)].before") }
        if let after { try RecordRules.check(after, "changes[\(place)].after") }
    }

    fileprivate var sealedSize: Int {
        var size = Record.overhead + JSONValue.encodedSize(of: path)
        if let before { size += Record.overhead + before.encodedSize }
        if let after { size += Record.overhead + after.encodedSize }
        return size
    }
}
