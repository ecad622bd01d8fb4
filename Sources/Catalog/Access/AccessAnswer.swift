package import JSON
package import Records

/// An identity as it stands in answers about access: by label, with what it was called at the time where that is known.
package struct NamedIdentity: Sendable, Equatable {
    /// The label in base64; its beginning only where no entry that names the identity could be opened.
    package let label: String
    package let type: String?
    package let namespace: String?
    package let id: String?
    package let name: String?

    package var json: JSONValue {
        var object = JSONObject(capacity: 5)
        object.append("type", type.map(JSONValue.string))
        object.append("namespace", namespace.map(JSONValue.string))
        object.append("id", id.map(JSONValue.string))
        object.append("name", name.map(JSONValue.string))
        object.append("label", .string(label))
        return .object(object)
    }
}

/// The record that began or ended something.
package struct AccessMark: Sendable, Equatable {
    package let index: UInt64
    /// The log's time.
    package let time: Timestamp
    /// The time that the source claims; nil when it claims none.
    package let occurredAt: Timestamp?

    /// Whether it came to the log well after it is said to have been.
    package var isLate: Bool { occurredAt.map { Lateness.isLate(occurred: $0, recorded: time) } ?? false }

    package var json: JSONValue {
        var object = JSONObject(capacity: 4)
        object.append("index", .int(index))
        object.append("time", .string(time.rfc3339))
        object.append("occurredAt", occurredAt.map { .string($0.rfc3339) })
        if isLate { object.append("late", true) }
        return .object(object)
    }
}

/// One access that somebody had: what it was of, through what, and by which records.
package struct AccessLine: Sendable, Equatable {
    /// One step: what is held, and by which record.
    package struct Step: Sendable, Equatable {
        package let resource: NamedIdentity
        package let granted: AccessMark
        package let isEligible: Bool

        var json: JSONValue {
            var object = JSONObject(capacity: 3)
            object.append("resource", resource.json)
            object.append("granted", granted.json)
            if isEligible { object.append("eligible", true) }
            return .object(object)
        }
    }

    package let holder: NamedIdentity
    /// From what the holder has directly to what is reached by it; one step for direct access.
    package let path: [Step]
    /// Whether the holder's account was usable; nil when nothing is recorded of it.
    package let account: AccountState?
    /// The last of the records without which the access would not be on this way, in the order of the view.
    package let granted: AccessMark
    /// Since when it was there on this way: the log's time, or in the view of what was true the time that the source claims.
    package let since: Timestamp

    package var resource: NamedIdentity { path[path.count - 1].resource }
    package var isEligible: Bool { path.contains(where: \.isEligible) }
    /// Whether any of the records that it rests on came late.
    package var isLate: Bool { path.contains(where: \.granted.isLate) }

    package var json: JSONValue {
        let steps = path.map(\.json)
        var object = JSONObject(capacity: 10)
        object.append("holder", holder.json)
        object.append("resource", steps[steps.count - 1]["resource"])
        object.append("index", .int(granted.index))
        object.append("since", .string(since.rfc3339))
        object.append("occurredAt", granted.occurredAt.map { .string($0.rfc3339) })
        if isLate { object.append("late", true) }
        if isEligible { object.append("eligible", true) }
        object.append("account", account?.json)
        object.append("direct", .bool(path.count == 1))
        object.append("path", .array(steps))
        return .object(object)
    }
}

/// Who had what at a moment.
package struct AccessAnswer: Sendable {
    /// One page of them.
    package let lines: [AccessLine]
    /// All lines there are.
    package let total: Int
    /// Records that the two views of this moment take differently: counted in one and not in the other, or in another order.
    /// When there are none, both say the same of those that are covered.
    package let lateArrivals: Int
    /// Identities that are one person with the one asked about today, and were not known to be then.
    package let identitiesLater: Int
    /// Whether the log has gone beyond the moment, so that nothing can be added to what was known then.
    package let isSettled: Bool
    /// Entries of the log that the answer rests on.
    package let position: UInt64
    /// What asks for the lines that follow; nil at the end.
    package let next: AccessCursor?

    package var isCut: Bool { next != nil }
}

/// What access changed between two moments. The page goes over what was gained, then what was lost, then what passed.
package struct AccessChange: Sendable {
    /// Had at the second moment and not at the first; had at the first and not at the second.
    package let gained: [AccessLine]
    package let lost: [(line: AccessLine, ended: AccessMark?)]
    /// Access that began and ended in between: all of it that was direct, and through groups, roles and the like what was had
    /// at neither moment.
    package let passing: [AccessStretch]
    /// Lines of all three, and whether there were too many ways to tell all that passed.
    package let total: Int
    package let isPassingCut: Bool
    package let position: UInt64
    package let next: AccessCursor?

    package var isCut: Bool { next != nil }
}

/// A stretch during which somebody had access.
package struct AccessStretch: Sendable, Equatable {
    package let holder: NamedIdentity
    package let resource: NamedIdentity
    /// The groups, roles and the like on the way, the holder's own first; none for direct access.
    package let through: [NamedIdentity]
    package let isEligible: Bool
    package let granted: AccessMark
    /// Nil while it lasts.
    package let ended: AccessMark?
    /// Whether it ended with the deletion of the holder or of what was held.
    package let endedByDeletion: Bool

    package var json: JSONValue {
        var object = JSONObject()
        object["holder"] = holder.json
        object["resource"] = resource.json
        if !through.isEmpty { object["through"] = .array(through.map(\.json)) }
        if isEligible { object["eligible"] = true }
        object["granted"] = granted.json
        object["ended"] = ended?.json ?? .null
        if endedByDeletion { object["endedByDeletion"] = true }
        return .object(object)
    }
}
