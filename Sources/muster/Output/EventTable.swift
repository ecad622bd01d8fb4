import JSON

/// Events on a page.
enum EventTable {
    /// A table of events: index, time, what, to whom, by whom; changes and resources below each.
    static func text(_ events: [JSONValue], showsSubject: Bool = true) -> String {
        var columns: [Table.Column] = [
            .init(title: "INDEX", side: .right, isWhole: true), .init(title: "TIME", isWhole: true),
            .init(title: "ACTION", isWhole: true),
        ]
        if showsSubject { columns.append(.init(title: "SUBJECT")) }
        columns += [.init(title: "BY"), .init(title: "OUTCOME", isWhole: true)]
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
