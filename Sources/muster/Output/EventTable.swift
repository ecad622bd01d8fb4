import JSON

/// Events on a page.
enum EventTable {
    /// A table of events: index, time, what, to whom, by whom; changes and resources below each.
    static func text(_ events: [JSONValue], showsSubject: Bool = true) -> String {
        var columns: [Table.Column] = [
            .init(title: "INDEX", side: .right), .init(title: "TIME", gives: false),
            .init(title: "ACTION", gives: false),
        ]
        if showsSubject { columns.append(.init(title: "SUBJECT", most: 28)) }
        columns += [.init(title: "BY", most: 28), .init(title: "OUTCOME")]
        var table = Table(columns)
        for event in events {
            let text = EventText(event: event)
            var cells = [text.index, text.time, text.action]
            if showsSubject { cells.append(text.subject) }
            table.add(cells + [text.actor, text.outcome], below: text.details)
        }
        return table.text
    }
}
