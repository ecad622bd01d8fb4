import Catalog
import Records
import Testing

/// Where each wrong query is wrong, and what is said about it.
@Suite struct QueryErrorTests {
    static let cases: [(text: String, offset: Int, said: String)] = [
        ("actor:okta actoin:role.*", 11, "did you mean action?"), ("subjct:a", 0, "did you mean subject?"),
        ("zzz:a", 0, "among the fields are actor, subject"),
        ("zzz:a", 0, "docs/query-language.md"), ("outcom:a", 0, "did you mean outcome?"),
        ("sub:a", 0, "did you mean subject?"), ("actr:a tx:b", 0, "did you mean actor?"),
        ("un:a", 0, "there is no such field; among"), ("onBehalf:a", 0, "or onBehalfOf?"),
        ("requst:a subject:b", 0, "did you mean request?"), ("a befor:x", 2, "did you mean before"),
        ("tim:2026", 0, "did you mean time?"), (":a", 0, "no such field"), ("12:30", 0, "quotation marks"),
        ("a action:grup.member", 9, "did you mean group.member"), ("action:grou", 7, "did you mean group?"),
        ("action:role.*x", 12, "a star stands only at the end"), ("action:\"role.*x\"", 7, "expected an action"),
        ("outcome:refusd", 8, "did you mean refused?"), ("outcome:Success", 8, "did you mean success?"),
        ("outcome:re*", 8, "expected success, failed"),
        ("a outcome:success,nope", 18, "there is no such value of outcome; expected"),
        ("kind:recrd", 5, "did you mean record?"),
        ("is:early", 3, "there is no such value of is; expected late, self-granted"),
        ("is:lat", 3, "did you mean late?"),
        ("mark:drif", 5, "did you mean drift?"), ("mark:maycome", 5, "did you mean mayCome?"),
        ("mark:dr*", 5, "no such value of mark"), ("marks:drift", 0, "did you mean mark?"),
        ("attempt:x", 8, "index of an attempt"), ("attempt:1..2", 8, "index of an attempt"),
        ("attempt:1*", 8, "index of an attempt"), ("attempt:18446744073709551616", 8, "index of an attempt"),
        ("-is:self", 4, "did you mean self-granted?"), ("is:LATE", 3, "did you mean late?"),
        ("kind:zzz", 5, "docs/query-language.md"), ("actor:", 6, "expected a value"),
        ("actor: okta", 6, "expected a value"),
        ("actor:\"\"", 6, "it is empty"), ("actor:a,", 8, "expected a value"), ("actor:,a", 6, "expected a value"),
        ("actor:()", 7, "expected a value"), ("actor:(a b)", 9, "expected OR between values"),
        ("actor:(a OR b", 6, "this ( is not closed"), ("actor:(a OR )", 12, "expected a value"),
        ("actor:a*b", 7, "a star stands only at the end"), ("actor:**", 6, "a star stands only at the end"),
        ("a*b", 1, "a star stands only at the end"), ("*a", 0, "a star stands only at the end"),
        ("actor:\"abc", 6, "this quotation mark is not closed"), ("a \"b c", 2, "this quotation mark is not closed"),
        ("\"a\\n\"", 2, "behind a backslash"), ("actor:a\"b\"", 7, "white space"), ("\"a\"b", 3, "white space"),
        ("(a)b", 3, "white space"), ("a(b)", 1, "white space"), ("(a b", 0, "this ( is not closed"),
        ("a)", 1, "closes nothing"), ("()", 1, "expected a condition, not )"), ("a OR", 4, "the query ends"),
        ("OR a", 0, "expected a condition, not OR"), ("a OR OR b", 5, "expected a condition, not OR"),
        ("a AND AND b", 6, "expected a condition, not OR"), ("NOT", 3, "the query ends"),
        ("a -", 3, "directly behind the -"),
        ("- a", 1, "directly behind the -"), ("a ... b", 2, "letter or digit"), ("\"\"", 0, "letter or digit"),
        ("index:x", 6, "expected an index"), ("index:5..x", 9, "expected an index"),
        ("index:-1", 6, "expected an index"),
        ("index:9..5", 6, "ends before it begins"), ("index:..", 6, "a beginning or an end"),
        ("index:18446744073709551616", 6, "expected an index"), ("index:1*", 7, "no star"),
        ("since:2026-13", 6, "expected a date"), ("since:2026-02-29", 6, "expected a date"),
        ("until:tomorow", 6, "expected a date"), ("since:2026-06-30T25:00", 6, "expected a date"),
        ("since:2026-06-30T10:00:00+2:00", 6, "expected a date"), ("time:2026-07..2026-06", 5, "ends before it begins"),
        ("time:2026..x", 11, "expected a date"), ("since:2026..", 6, "expected a date"), ("since:2026*", 10, "no star"),
        ("since:2025,2026", 15, "take one time"), ("occurred:soon", 9, "expected a date"),
        ("é zzz:ü", 3, "no such field"),
        ("\"annual mo\"*", 11, "behind one word"),
    ]

    @Test(arguments: cases) func thePlaceIsNamed(_ text: String, _ offset: Int, _ said: String) {
        let error = #expect(throws: QuerySyntaxError.self) { try QueryGrammarTests.filter(text) }
        #expect(error?.offset == offset, "\(text): \(error as Any)")
        #expect(error?.reason.contains(said) == true, "\(text): \(error as Any)")
    }

    /// What was typed may be someone's name.
    @Test(arguments: [
        "secretvalue:a", "action:secretvalue", "outcome:secretvalue", "kind:secretvalue", "is:secretvalue",
        "index:secretvalue", "since:secretvalue", "a(secretvalue", "secret*value",
    ])
    func nothingIsRepeated(_ text: String) {
        let error = #expect(throws: QuerySyntaxError.self) { try QueryGrammarTests.filter(text) }
        #expect(error?.description.contains("secret") == false)
    }

    @Test func sizesAreBounded() throws {
        #expect(throws: Never.self) { try QueryGrammarTests.filter("a" + String(repeating: " ", count: 4095)) }
        let long = #expect(throws: QuerySyntaxError.self) {
            try QueryGrammarTests.filter("a" + String(repeating: " ", count: 4096))
        }
        #expect(long?.offset == 4096)
        let words = Array(repeating: "a", count: 64).joined(separator: " ")
        #expect(throws: Never.self) { try QueryGrammarTests.filter(words) }
        let many = #expect(throws: QuerySyntaxError.self) { try QueryGrammarTests.filter(words + " b") }
        #expect(many?.offset == 128)
        let set = #expect(throws: QuerySyntaxError.self) {
            try QueryGrammarTests.filter("subject:" + Array(repeating: "a", count: 65).joined(separator: ","))
        }
        #expect(set?.offset == 8 + 128)
        for opening in ["(", "-", "NOT "] {
            let closing = opening == "(" ? ")" : ""
            let deep = { (count: Int) in
                String(repeating: opening, count: count) + "a" + String(repeating: closing, count: count)
            }
            #expect(throws: Never.self) { try QueryGrammarTests.filter(deep(16)) }
            let error = #expect(throws: QuerySyntaxError.self) { try QueryGrammarTests.filter(deep(17)) }
            #expect(error?.offset == 16 * opening.utf8.count)
        }
    }

    @Test func theCaretStandsUnderThePlace() throws {
        let error = QuerySyntaxError(at: 11, "no")
        #expect(error.picture(of: "actor:okta acton:role.*") == ("actor:okta acton:role.*", "           ^"))
        let accents = QuerySyntaxError(at: 3, "no")
        #expect(accents.picture(of: "é\tzzz:ü") == ("é zzz:ü", "  ^"))
        #expect(QuerySyntaxError(at: 4, "no").picture(of: "a OR") == ("a OR", "    ^"))
        let long = QuerySyntaxError(at: 500, "no").picture(
            of: String(repeating: "a", count: 500) + "!" + String(repeating: "b", count: 500))
        #expect(long.line.count == 74)
        #expect(Array(long.line)[long.caret.count - 1] == "!")
    }
}
