import Records

/// What can stand before a colon in a query.
enum QueryField: Equatable {
    case action, outcome, kind, state, mark, attempt
    case party(PartyRole?)
    case text(TextField)
    case words
    case index, time, since, until, occurred

    /// The names as they are documented, the usual one of each field first.
    static let names: [(name: String, field: QueryField)] =
        [
            ("actor", .party(.actor)), ("subject", .party(.subject)), ("resource", .party(.resource)),
            ("behalf", .party(.onBehalfOf)), ("onBehalfOf", .party(.onBehalfOf)), ("who", .party(nil)),
            ("action", .action), ("outcome", .outcome), ("kind", .kind), ("is", .state), ("mark", .mark),
            ("attempt", .attempt), ("text", .words),
            ("index", .index), ("time", .time), ("since", .since), ("until", .until), ("occurred", .occurred),
            ("tx", .text(.transaction)),
        ] + TextField.allCases.map { ($0.rawValue, .text($0)) }

    /// The field of that name, in upper or lower case.
    init?(_ name: String) {
        let name = name.lowercased()
        guard let known = Self.names.first(where: { $0.name.lowercased().utf8.elementsEqual(name.utf8) }) else {
            return nil
        }
        self = known.field
    }

    /// What to say about a name that is none: the nearest that there are, or where all of them stand.
    static func advice(for name: String) -> String {
        if let near = Nearest.names(to: name, among: names.map(\.name)) { return "did you mean \(near)?" }
        return
            "among the fields are actor, subject, resource, action, outcome, path and since, and muster query --help and "
            + "docs/query-language.md list all; text with a colon is written in quotation marks"
    }

    /// Whether several values can be given, any of which will do.
    var takesSets: Bool { self != .since && self != .until }
}
