import JSON
package import Recorder

/// One event as it is answered: a JSON object.
package struct Event: Sendable, Equatable {
    /// Index of the entry in the log.
    package let index: UInt64
    /// The object's text: `index`, `time`, `kind`, `action`, `outcome`, `actor`, … and `unreadable` where parts
    /// cannot be opened.
    package let json: String

    package init(_ committed: CommittedRecord) {
        index = committed.index
        json = EventDocument.text(
            index: committed.index, entry: committed.entry, record: committed.record?.withNamespaces,
            unreadable: committed.unreadable)
    }
}

/// Events that answer a question, in the order asked for.
package struct EventPage: Sendable, Equatable {
    package let events: [Event]
    /// The cursor of the page that follows; nil when no event follows now.
    package let next: UInt64?

    /// `{"events":[…],"next":N}` with further members before it.
    package func json(after members: [(name: String, text: String)] = []) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "{")]
        for member in members {
            JSONWriter.append(string: member.name, to: &output)
            output.append(UInt8(ascii: ":"))
            output.append(contentsOf: member.text.utf8)
            output.append(UInt8(ascii: ","))
        }
        output.append(contentsOf: "\"events\":[".utf8)
        for (place, event) in events.enumerated() {
            if place > 0 { output.append(UInt8(ascii: ",")) }
            output.append(contentsOf: event.json.utf8)
        }
        output.append(contentsOf: "],\"next\":\(next.map(String.init) ?? "null")}".utf8)
        return output
    }
}
