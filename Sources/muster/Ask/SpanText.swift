import JSON

/// The stretches during which somebody held something, or something was held, as lines.
enum SpanText {
    /// A list of them in an answer: its member, and whether its lines name what was held or who held it.
    enum List {
        /// Of a history: what a person held; who held a thing; what a thing held.
        case spans, spansOfThing, holdings
        /// Of all of them: what was held; who held it.
        case held, holders

        var member: String {
            switch self {
            case .spans, .spansOfThing: "spans"
            case .holdings: "holdings"
            case .held: "held"
            case .holders: "holders"
            }
        }

        fileprivate var namesHolders: Bool { self == .spansOfThing || self == .holders }
    }

    /// Empty where there are none.
    static func lines(_ answer: JSONValue, of lists: [List]) -> String { lists.map { lines(answer, of: $0) }.joined() }

    private static func lines(_ answer: JSONValue, of list: List) -> String {
        let spans = answer[list.member]?.arrayValue ?? []
        if spans.isEmpty { return "" }
        var table = Table([
            Table.Column(title: list.namesHolders ? "HELD BY" : "HELD"), Table.Column(title: "FROM", isWhole: true),
            Table.Column(title: "RECORD", side: .right, isWhole: true), Table.Column(title: "TO", isWhole: true),
            Table.Column(title: "RECORD", side: .right, isWhole: true),
        ])
        for span in spans {
            let ended = span["ended"] ?? .null
            table.add([
                AccessText.name(span[list.namesHolders ? "holder" : "resource"] ?? .null)
                    + (span["eligible"]?.boolValue == true ? " (eligible only)" : ""),
                span["granted"]?["time"]?.stringValue ?? "", span["granted"]?["index"]?.text ?? "",
                ended["time"]?.stringValue ?? "", ended["index"]?.text ?? "",
            ])
        }
        let total = answer[list.member + "Total"]?.intValue ?? spans.count
        let more = total > spans.count ? "\n\(spans.count) of \(total); --spans shows all" : ""
        return "\n\n" + table.text + more
    }
}
