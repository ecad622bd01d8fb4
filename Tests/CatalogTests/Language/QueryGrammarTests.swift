import Catalog
import Records
import Testing

/// What queries mean: texts beside the filters that they are read into.
@Suite struct QueryGrammarTests {
    static let context = QueryContext(now: Timestamp(rfc3339: "2026-06-30T12:00:00Z") ?? Timestamp(milliseconds: 0))

    static func filter(_ text: String) throws -> Filter { try Filter(query: text, in: context) }

    static func time(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(milliseconds: -1) }

    static func words(_ text: String) -> Filter {
        (try? FullTextQuery(text)).map { .matches(.words($0)) } ?? .everything
    }

    static func party(_ role: PartyRole?, _ text: String, prefix: Bool = false) -> Filter {
        .matches(.party(role, TextMatch(text, isPrefix: prefix)))
    }

    static func field(_ field: TextField, _ text: String, prefix: Bool = false) -> Filter {
        .matches(.field(field, TextMatch(text, isPrefix: prefix)))
    }

    static func action(_ text: String) -> Filter {
        (try? ActionPattern(text)).map { .matches(.action($0)) } ?? .everything
    }

    static let parties: [(String, Filter)] = [
        ("actor:okta", party(.actor, "okta")), ("subject:\"Jensen, Barbara\"", party(.subject, "Jensen, Barbara")),
        ("resource:group:Auditors", party(.resource, "group:Auditors")),
        ("behalf:hr*", party(.onBehalfOf, "hr", prefix: true)),
        ("onBehalfOf:hr", party(.onBehalfOf, "hr")), ("ONBEHALFOF:hr", party(.onBehalfOf, "hr")),
        ("who:bjensen", party(nil, "bjensen")), ("subject:\"a*\"", party(.subject, "a*")),
        ("subject:\"Babs J\"*", party(.subject, "Babs J", prefix: true)),
        ("subject:\"say \\\"hi\\\" \\\\\"", party(.subject, "say \"hi\" \\")),
        ("subject:a,b", .any([party(.subject, "a"), party(.subject, "b")])),
        (
            "subject:(a OR \"b c\" OR d*)",
            .any([party(.subject, "a"), party(.subject, "b c"), party(.subject, "d", prefix: true)])
        ),
        ("subject:( a )", party(.subject, "a")), ("subject:Ærø", party(.subject, "Ærø")),
        ("subject:--x", party(.subject, "--x")),
    ]

    static let fields: [(String, Filter)] = [
        ("tx:tx-1", field(.transaction, "tx-1")), ("transaction:tx-1", field(.transaction, "tx-1")),
        ("path:emails", field(.path, "emails")), ("recordedby:hr", field(.recordedBy, "hr")),
        ("path:\"emails[type eq \\\"work\\\"].value\"", field(.path, "emails[type eq \"work\"].value")),
        ("after:true", field(.after, "true")), ("before:\"Clerk\"", field(.before, "Clerk")),
        ("address:10.0.*", field(.address, "10.0.", prefix: true)), ("request:*", field(.request, "", prefix: true)),
        ("reason:leaver", field(.reason, "leaver")), ("type:user", field(.type, "user")),
        ("action:role.*", action("role.*")), ("action:group.member", action("group.member")),
        ("action:user.create,user.delete", .any([action("user.create"), action("user.delete")])),
        ("outcome:refused", .matches(.outcome(.refused))), ("kind:admin", .matches(.kind(.admin))),
        ("is:late", .matches(.late)), ("is:self-granted", .matches(.selfGranted)),
        ("mark:drift", .matches(.mark(.drift))), ("attempt:4711", .matches(.attempt(4711))),
        ("mark:unknown,mayCome", .any([.matches(.mark(.unknown)), .matches(.mark(.mayCome))])),
        ("attempt:(0 OR \"007\")", .any([.matches(.attempt(0)), .matches(.attempt(7))])),
    ]

    static let ranges: [(String, Filter)] = [
        ("index:100..200", .matches(.index(from: 100, until: 201))), ("index:7", .matches(.index(from: 7, until: 8))),
        ("index:100..", .matches(.index(from: 100, until: nil))), ("index:..9", .matches(.index(from: nil, until: 10))),
        ("index:18446744073709551615", .matches(.index(from: .max, until: nil))),
        ("since:2026-06-01", .matches(.time(from: time("2026-06-01T00:00:00Z"), until: nil))),
        ("until:2026-07", .matches(.time(from: nil, until: time("2026-07-01T00:00:00Z")))),
        (
            "time:2026-06-01..2026-07-01",
            .matches(.time(from: time("2026-06-01T00:00:00Z"), until: time("2026-07-02T00:00:00Z")))
        ),
        ("time:2026-02", .matches(.time(from: time("2026-02-01T00:00:00Z"), until: time("2026-03-01T00:00:00Z")))),
        ("time:\"2026-02\"", .matches(.time(from: time("2026-02-01T00:00:00Z"), until: time("2026-03-01T00:00:00Z")))),
        (
            "occurred:2026-06-30T10:00:00+02:00..now",
            .matches(.occurred(from: time("2026-06-30T08:00:00Z"), until: time("2026-06-30T12:00:00.001Z")))
        ),
        ("occurred:*", .matches(.occurred(from: nil, until: nil))),
        ("since:-24h", .matches(.time(from: time("2026-06-29T12:00:00Z"), until: nil))),
        ("time:-7d..", .matches(.time(from: time("2026-06-23T12:00:00Z"), until: nil))),
    ]

    static let structure: [(String, Filter)] = [
        ("", .everything), (" \t\n", .everything), ("*", .everything),
        ("a b", .all([words("a"), words("b")])), ("a AND b", .all([words("a"), words("b")])),
        ("a OR b c", .any([words("a"), .all([words("b"), words("c")])])),
        ("(a OR b) c", .all([.any([words("a"), words("b")]), words("c")])),
        ("(a b) c", .all([words("a"), words("b"), words("c")])), ("((a))", words("a")),
        ("a OR (b OR c)", .any([words("a"), words("b"), words("c")])),
        ("-a", .not(words("a"))), ("NOT a", .not(words("a"))), ("NOT -a", .not(.not(words("a")))),
        ("-(a b)", .not(.all([words("a"), words("b")]))), ("NOT(a)", .not(words("a"))),
        ("a or not b", .all(["a", "or", "not", "b"].map(words))), ("ORANGE", words("ORANGE")),
        ("\"annual move\" aud*", .all([words("\"annual move\""), words("aud*")])),
        ("\"OR\"", words("\"OR\"")), ("bjensen@example.com", words("bjensen@example.com")),
        ("text:\"two words\" text:one", .all([words("\"two words\""), words("one")])),
        ("\"a:b\"*", words("a:b*")), ("a\u{A0}b", .all([words("a"), words("b")])),
        (
            "actor:okta action:role.* subject:\"bjensen\" since:2026-06-01 -outcome:refused",
            .all([
                party(.actor, "okta"), action("role.*"), party(.subject, "bjensen"),
                .matches(.time(from: time("2026-06-01T00:00:00Z"), until: nil)), .not(.matches(.outcome(.refused))),
            ])
        ),
    ]

    @Test(arguments: parties + fields) func conditionsAreRead(_ text: String, _ filter: Filter) throws {
        #expect(try Self.filter(text) == filter)
    }

    @Test(arguments: ranges + structure) func rangesAndStructureAreRead(_ text: String, _ filter: Filter) throws {
        #expect(try Self.filter(text) == filter)
    }

    /// Printed and read again, every query is the same filter; printed twice, the same text.
    @Test(arguments: parties + fields + ranges + structure)
    func whatIsPrintedIsReadAgain(_ text: String, _ filter: Filter) throws {
        let printed = filter.query
        #expect(try Self.filter(printed) == filter, "\(printed)")
        #expect(try Self.filter(printed).query == printed)
    }

    @Test(arguments: [
        (Filter.any([]), "NOT *"), (.all([]), "*"), (.not(.any([])), "NOT (NOT *)"), (.any([words("a")]), "a"),
        (.not(words("a b")), "NOT (a b)"), (.any([words("a b"), words("c")]), "(a b) OR c"),
        (.matches(.index(from: 5, until: 5)), "NOT *"), (.matches(.index(from: nil, until: 0)), "NOT *"),
        (.matches(.time(from: nil, until: nil)), "*"),
        (action("user.d*"), "action:user.d*"),
        (
            .all([.any([words("a"), words("b")]), .not(.all([words("c"), .any([words("d"), words("e")])]))]),
            "(a OR b) NOT (c (d OR e))"
        ),
    ])
    func whatNoQueryWasReadIntoIsPrintedToo(_ filter: Filter, _ text: String) throws {
        #expect(filter.query == text)
        #expect(throws: Never.self) { try Self.filter(text) }
    }

    @Test func timesThatMustAllHoldBoundTheFilter() throws {
        let bounds = try Self.filter("a since:2026-06-01 time:2026 (since:2026-07 OR b) -until:2027").timeBounds
        #expect(bounds.from == Self.time("2026-06-01T00:00:00Z"))
        #expect(bounds.until == Self.time("2027-01-01T00:00:00Z"))
        let none = try Self.filter("a OR since:2026").timeBounds
        #expect(none.from == nil && none.until == nil)
    }
}
