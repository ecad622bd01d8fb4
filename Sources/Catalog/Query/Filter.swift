package import Records

/// Which events are meant: conditions, joined by and, or and not.
///
/// The query language is read into it, and so are the parameters of an address.
package indirect enum Filter: Sendable, Equatable {
    case everything
    case matches(FilterTerm)
    case not(Filter)
    /// All of them; with none, everything.
    case all([Filter])
    /// Any of them; with none, nothing.
    case any([Filter])
}

/// One condition on an event.
package enum FilterTerm: Sendable, Equatable {
    case action(ActionPattern)
    case outcome(Outcome)
    case kind(EntryKind)
    /// One of the record's texts.
    case field(TextField, TextMatch)
    /// Who is named, in one part of the event or, with nil, in any. Found by id, by a name or externalId ever borne (upper
    /// and lower case alike), by `type:id` or `type:name`, or by the label in base64.
    case party(PartyRole?, TextMatch)
    /// Words and phrases, all of which must be in the event.
    case words(FullTextQuery)
    /// The log's time: from inclusive, until exclusive.
    case time(from: Timestamp?, until: Timestamp?)
    /// The time that the source claims; events without such a claim do not fit.
    case occurred(from: Timestamp?, until: Timestamp?)
    /// The index in the log: from inclusive, until exclusive.
    case index(from: UInt64?, until: UInt64?)
    /// Events that came to the log well after the time that their source claims (`Lateness`).
    case late
    /// Events in which somebody gave access to themselves.
    case selfGranted
    /// Records of a gateway that it marked so.
    case mark(RecordMark)
    /// Records of a gateway that belong to the attempt with that index.
    case attempt(UInt64)
}

/// A text that is meant whole, or how it begins.
package struct TextMatch: Sendable, Equatable {
    package let text: String
    package let isPrefix: Bool

    package init(_ text: String, isPrefix: Bool = false) {
        self.text = text
        self.isPrefix = isPrefix
    }

    package static func == (left: TextMatch, right: TextMatch) -> Bool {
        left.isPrefix == right.isPrefix && left.text.utf8.elementsEqual(right.text.utf8)
    }
}

/// The texts of a record that conditions can be on. The raw value is its name in the query language.
package enum TextField: String, Sendable, CaseIterable {
    // Byte for byte.
    case id, source, transaction, request, session, address
    /// The kind of the subject: `user`, `group`, …
    case type
    /// The namespace of the subject's id.
    case namespace
    // Upper and lower case alike.
    case recordedBy
    case agent
    /// The path of a change, or what it begins with at a `.` or `[`: `emails` finds `emails[type eq "work"].value`; an
    /// extension's attribute is found with its URN and without.
    case path
    /// The whole value before, or after, some change: a text, a number, `true` or `false`.
    case before, after
    /// The reason given, as words.
    case reason

    /// Whether upper and lower case are the same in it.
    package var isFolded: Bool {
        switch self {
        case .id, .source, .transaction, .request, .session, .address, .type, .namespace: false
        case .recordedBy, .agent, .path, .before, .after, .reason: true
        }
    }
}
