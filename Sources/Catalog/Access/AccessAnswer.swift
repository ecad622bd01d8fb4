package import JSON
package import Records

/// An identity as it stands in answers about access: by label, with what it was called at the time where that is known.
package struct NamedIdentity: Sendable, Equatable, JSONPart {
    /// The label in base64; its beginning only where no entry that names the identity could be opened.
    package let label: String
    package let type: String?
    package let namespace: String?
    package let id: String?
    package let name: String?

    package func write(to writer: inout JSONTextWriter) {
        writer.open()
        writer.member("type", type)
        writer.member("namespace", namespace)
        writer.member("id", id)
        writer.member("name", name)
        writer.member("label", label)
        writer.close()
    }
}

/// The record that began or ended something.
package struct AccessMark: Sendable, Equatable, JSONPart {
    package let index: UInt64
    /// The log's time.
    package let time: Timestamp
    /// The time that the source claims; nil when it claims none.
    package let occurredAt: Timestamp?

    /// Whether it came to the log well after it is said to have been.
    package var isLate: Bool { occurredAt.map { Lateness.isLate(occurred: $0, recorded: time) } ?? false }

    package func write(to writer: inout JSONTextWriter) {
        writer.open()
        writer.member("index", number: index)
        writer.member("time", time: time)
        writer.member("occurredAt", time: occurredAt)
        if isLate { writer.member("late", flag: true) }
        writer.close()
    }
}

/// One access that somebody had: what it was of, through what, and by which records.
package struct AccessLine: Sendable, Equatable, JSONPart {
    /// One step: what is held, and by which record.
    package struct Step: Sendable, Equatable, JSONPart {
        package let resource: NamedIdentity
        package let granted: AccessMark
        package let isEligible: Bool

        package func write(to writer: inout JSONTextWriter) {
            writer.open()
            writer.member("resource", part: resource)
            writer.member("granted", part: granted)
            if isEligible { writer.member("eligible", flag: true) }
            writer.close()
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

    package func write(to writer: inout JSONTextWriter) { write(to: &writer) { _ in } }

    /// With further members.
    package func write(to writer: inout JSONTextWriter, _ further: (inout JSONTextWriter) -> Void) {
        writer.open()
        writer.member("holder", part: holder)
        writer.member("resource", part: resource)
        writer.member("index", number: granted.index)
        writer.member("since", time: since)
        writer.member("occurredAt", time: granted.occurredAt)
        if isLate { writer.member("late", flag: true) }
        if isEligible { writer.member("eligible", flag: true) }
        writer.member("account", part: account)
        writer.member("direct", flag: path.count == 1)
        writer.member("path", parts: path)
        further(&writer)
        writer.close()
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
package struct AccessStretch: Sendable, Equatable, JSONPart {
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

    package func write(to writer: inout JSONTextWriter) {
        writer.open()
        writer.member("holder", part: holder)
        writer.member("resource", part: resource)
        if !through.isEmpty { writer.member("through", parts: through) }
        if isEligible { writer.member("eligible", flag: true) }
        writer.member("granted", part: granted)
        writer.member("ended", orNull: ended)
        if endedByDeletion { writer.member("endedByDeletion", flag: true) }
        writer.close()
    }
}

extension JSONTextWriter {
    /// A time of RFC 3339, left out when there is none.
    mutating func member(_ name: StaticString, time: Timestamp?) {
        guard let time else { return }
        self.name(name)
        bytes.append(UInt8(ascii: "\""))
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// A record that ended something; null while it lasts.
    package mutating func member(_ name: StaticString, orNull mark: AccessMark?) {
        if let mark { member(name, part: mark) } else { member(name, JSONValue.null) }
    }
}
