import JSON
import Records
import TransparencyLog

/// What the records of a gateway say about themselves, in `extra` under `gateway`.
///
/// Their source is `gateway:<name>`, under which no other door lets anything in: so they are what they say.
struct GatewayMark {
    static let member = "gateway"
    static let version = 1

    /// `Users`, `Groups`, …; empty for a write of another form.
    var endpoint = ""
    /// How it was asked for; of attempts only.
    var method: String?
    /// The index of the attempt that this belongs to.
    var attempt: UInt64?
    /// Whether this is the one record that closes the attempt.
    var closes = false
    /// What the upstream answered; nil when it did not.
    var status: Int?
    /// What was seen: `changed`, `nothing` or `unknown`.
    var observed: String?
    /// Although what was done is unknown, it is on record how the resource was afterwards.
    var isSettled = false
    /// Found changed, and not by a write that passed here.
    var isDrift = false
    /// Seen for the first time: how things stood before Muster looked.
    var isFirst = false
    /// Whether this says who all the members of the group are, from here on.
    var hasAllMembers = false
    /// Attributes that are not kept for their size.
    var omitted = 0
    /// Of an attempt, what the client called the resource, where that is not its id.
    var called: String?
    /// The number of a bulk operation, from 0.
    var operation: Int?
    /// What was asked for and is not so: path, asked, found.
    var differing: [Judgement.Differing] = []
    /// What a replacement left out, and is still there.
    var kept: [String] = []
    /// Whether what was asked for, and was not seen to have come, may still come.
    var mayCome = false
    /// Of a resource that was to be made and may still come, what it is known again by.
    var awaits: Label?
    /// Beside that, the single values that have come, as they were asked for or as the service writes them: nothing more of
    /// these may come.
    var came: [String] = []
    /// Whether it was seen with a write that did not ask for it.
    var isUnasked = false
    /// Of an attempt to PATCH, what was to be done with each of its changes.
    var operations: [Asked.Operation] = []
    /// How many more things an attempt asked for than its changes tell.
    var untold = 0
    /// Whether an attempt asked for something that was not understood.
    var isUnreadable = false
    /// Of a write of another form: the path, and the names of the parameters of its query.
    var target: String?

    var json: JSONObject {
        var object = JSONObject([("version", .int(Self.version))])
        if !endpoint.isEmpty { object["endpoint"] = .string(endpoint) }
        object["method"] = method.map { .string($0) }
        object["called"] = called.map { .string($0) }
        object["attempt"] = attempt.map { .int($0) }
        if closes { object["closes"] = true }
        object["status"] = status.map { .int($0) }
        object["observed"] = observed.map { .string($0) }
        if isSettled { object["settled"] = true }
        if isDrift { object["drift"] = true }
        if isFirst { object["first"] = true }
        if hasAllMembers { object["allMembers"] = true }
        if omitted > 0 { object["omitted"] = .int(omitted) }
        object["upstream"] = upstream.map { .string($0) }
        object["operation"] = operation.map { .int($0) }
        if !differing.isEmpty {
            object["differing"] = .array(
                differing.map { ["path": .string($0.path), "requested": $0.requested, "observed": $0.observed] })
        }
        if !kept.isEmpty { object["kept"] = .array(kept.map { .string($0) }) }
        if mayCome { object["mayCome"] = true }
        object["awaits"] = awaits.map { .string($0.hash.base64) }
        if !came.isEmpty { object["came"] = .array(came.map { .string($0) }) }
        if isUnasked { object["unasked"] = true }
        if !operations.isEmpty { object["operations"] = .array(operations.map { .string($0.rawValue) }) }
        if untold > 0 { object["untold"] = .int(untold) }
        if isUnreadable { object["unreadable"] = true }
        object["target"] = target.map { .string($0) }
        return object
    }

    /// The address before which the gateway stands from here on, and knows nothing of; of such records only.
    var upstream: String?

    init() {}

    /// Takes down of an attempt how it asks; what it asks for stands in its changes.
    mutating func describe(_ requested: RequestedChanges, _ asker: String, isNamed: Bool) {
        method = asker
        if asker == "PATCH", isNamed { operations = requested.operations }
        untold = requested.untold
        isUnreadable = requested.isUnreadable
    }

    /// The mark of a record; nil when it is none of a gateway.
    init?(_ record: Record) {
        guard record.source?.hasPrefix(GatewaySettings.namespacePrefix) ?? false,
            let object = record.extra?[Self.member]?.objectValue, object["version"]?.intValue == Self.version
        else { return nil }
        endpoint = object["endpoint"]?.stringValue ?? ""
        method = object["method"]?.stringValue
        attempt = (object["attempt"]?.intValue).flatMap { UInt64(exactly: $0) }
        closes = object["closes"]?.boolValue ?? false
        status = object["status"]?.intValue
        observed = object["observed"]?.stringValue
        operation = object["operation"]?.intValue
        mayCome = object["mayCome"]?.boolValue ?? false
        awaits = (object["awaits"]?.stringValue).flatMap { Hash(base64: $0) }.map(Label.init)
        came = (object["came"]?.arrayValue ?? []).compactMap(\.stringValue)
        isUnasked = object["unasked"]?.boolValue ?? false
        // One that is not known would put all behind it in the wrong place.
        let words = (object["operations"]?.arrayValue ?? []).map { $0.stringValue.flatMap(Asked.Operation.init) }
        operations = words.contains { $0 == nil } ? [] : words.compactMap { $0 }
        untold = object["untold"]?.intValue ?? 0
        isUnreadable = object["unreadable"]?.boolValue ?? false
        isSettled = object["settled"]?.boolValue ?? false
        isDrift = object["drift"]?.boolValue ?? false
        isFirst = object["first"]?.boolValue ?? false
        hasAllMembers = object["allMembers"]?.boolValue ?? false
        upstream = object["upstream"]?.stringValue
    }
}
