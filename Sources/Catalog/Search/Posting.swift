import GRDB

/// One list of events in log order that an index of the database holds: all with one action, all in which someone
/// has one part, all with certain words.
struct Posting {
    /// What follows FROM; ends with the table `event` under the name `e`.
    let tables: String
    /// The column that has the event's index and in whose order the list can be read.
    let index: String
    let condition: String
    let arguments: StatementArguments

    /// Every event.
    static var all: Posting { Posting(tables: "event e", index: "e.idx", condition: "TRUE", arguments: []) }

    /// Events whose column has a value; `indexed` names the index to read.
    static func column(_ column: String, equals value: any DatabaseValueConvertible, indexed: String) -> Posting {
        Posting(
            tables: "event e INDEXED BY \(indexed)", index: "e.idx", condition: "e.\(column) = ?", arguments: [value])
    }

    /// Events in which an identity has a part.
    static func role(_ role: PartyRole, of identity: Int64) -> Posting {
        Posting(
            tables: "role d CROSS JOIN event e ON e.idx = d.idx", index: "d.idx",
            condition: "d.identity = ? AND d.role = ?", arguments: [identity, role.rawValue])
    }

    /// Events with the words.
    static func text(_ text: FullTextQuery) -> Posting {
        Posting(
            tables: "fulltext d CROSS JOIN event e ON e.idx = d.rowid", index: "d.rowid",
            condition: "d.fulltext MATCH ?", arguments: [text.match])
    }
}
