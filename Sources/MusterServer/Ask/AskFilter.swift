import Catalog
import JSON
import Records

/// Which events a door is asked for: the query `q`, and the single conditions that parameters name, all of which must
/// hold.
struct AskFilter {
    let filter: Filter
    /// The zone of dates, and of times that say none.
    let zone: QueryZone

    /// The parameters as `/openapi.json` lists them.
    static let parameters = [
        (
            name: "q", schema: #"{"type": "string", "maxLength": 4096}"#,
            description: "A query, such as actor:okta action:role.* since:2026-06-01 -outcome:refused; words without a "
                + "field are looked for in ids, names, addresses, paths, values, the reason and extra. See "
                + "docs/query-language.md."
        ),
        (name: "actor", schema: AskOpenAPI.text, description: "Who did it."),
        (name: "onBehalfOf", schema: AskOpenAPI.text, description: "For whom the actor did it."),
        (name: "subject", schema: AskOpenAPI.text, description: "Whom it happened to."),
        (name: "resource", schema: AskOpenAPI.text, description: "The group, role, app or binding involved."),
        (
            name: "action", schema: AskOpenAPI.text,
            description: "An action such as group.member.add, or how it begins: group.member, group. or group.*"
        ),
        (name: "source", schema: AskOpenAPI.text, description: "The source, exactly."),
        (
            name: "outcome", schema: #"{"enum": ["success", "failed", "refused", "attempted", "observed"]}"#,
            description: "What became of it."
        ),
        (name: "transaction", schema: AskOpenAPI.text, description: "The transaction's id, exactly."),
        (
            name: "since", schema: AskOpenAPI.text,
            description:
                "From that time of the log on, inclusive: RFC 3339, or a date, which means its beginning in the "
                + "zone."
        ),
        (
            name: "until", schema: AskOpenAPI.text,
            description:
                "Before that time of the log, exclusive: RFC 3339, or a date, which means its beginning in the zone."
        ),
        zoneParameter,
    ]

    static let zoneParameter = (
        name: "zone", schema: #"{"type": "string", "default": "UTC"}"#,
        description: "The zone of dates, and of times that say none: UTC, Europe/Berlin, +02:00. The answer's header "
            + "Muster-Zone names it."
    )

    /// - Throws: a 400 that names the parameter, and in a query the place.
    init(_ parameters: AskParameters, now: Timestamp = .now()) throws(Problem) {
        zone = try parameters.value("zone") { text throws(QueryError) in try QueryZone(text) } ?? .utc
        let context = QueryContext(zone: zone, now: now)
        var filters: [Filter] = []
        if let text = try parameters.query.value("q") { filters.append(try Self.filter(text, context)) }
        filters += try Self.conditions(parameters, context).map(Filter.matches)
        filter = .both(filters)
    }

    /// The context that queries of this moment have in this zone.
    private static func filter(_ text: String, _ context: QueryContext) throws(Problem) -> Filter {
        do throws(QuerySyntaxError) {
            return try Filter(query: text, in: context)
        } catch { throw .query(error, in: text) }
    }

    private static func conditions(
        _ parameters: AskParameters, _ context: QueryContext
    ) throws(Problem) -> [FilterTerm] {
        var conditions: [FilterTerm] = []
        let parties: [(String, PartyRole)] = [
            ("actor", .actor), ("onBehalfOf", .onBehalfOf), ("subject", .subject), ("resource", .resource),
        ]
        for (name, role) in parties {
            if let text = try parameters.text(name) { conditions.append(.party(role, TextMatch(text))) }
        }
        if let action = try parameters.value("action", { text throws(QueryError) in try ActionPattern(text) }) {
            conditions.append(.action(action))
        }
        if let source = try parameters.text("source") { conditions.append(.field(.source, TextMatch(source))) }
        if let outcome: Outcome = try parameters.choice("outcome") { conditions.append(.outcome(outcome)) }
        if let id = try parameters.text("transaction") { conditions.append(.field(.transaction, TextMatch(id))) }
        let (since, until) = (try parameters.time("since", context), try parameters.time("until", context))
        if since != nil || until != nil { conditions.append(.time(from: since, until: until)) }
        return conditions
    }
}

extension Problem {
    /// 400: a text that is no query. `offset` counts bytes of UTF-8, `column` characters, both from 0.
    static func query(_ error: QuerySyntaxError, in text: String) -> Problem {
        let column = error.column(in: text)
        var problem = Problem.badParameter(
            "q", "The query cannot be read at character \(column + 1): \(error.reason)".asSentence)
        problem.members = [("offset", .int(error.offset)), ("column", .int(column))]
        return problem
    }
}
