import Catalog
import Records
import Testing

/// Random texts and random filters: never a trap, never an error outside the text, always the same after printing.
@Suite struct QueryFuzzTests {
    private static let pieces = [
        "actor:", "subject:", "action:", "since:", "time:", "index:", "is:", "path:", "tx:", "(", ")", "\"", "*", "-",
        "OR",
        "AND", "NOT", " ", " ", " ", ",", "..", "2026-06", "-7d", "now", "group.*", "refused", "late", "a", "bjensen",
        "é",
        "\\", "\\\"", "9", "18446744073709551615", "\u{A0}", "\u{0}", "\u{202E}", ":", "text:", "\u{1F1E9}\u{1F1EA}",
    ]

    @Test func piecesInAnyOrderAreReadOrRefused() {
        var random = SeededGenerator(seed: 6)
        var read = 0
        for _ in 0..<60_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            do throws(QuerySyntaxError) {
                let filter = try Filter(query: text, in: QueryGrammarTests.context)
                read += 1
                let again = try Filter(query: filter.query, in: QueryGrammarTests.context)
                #expect(again == filter, "\(text.debugDescription) -> \(filter.query.debugDescription)")
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text.debugDescription)")
                let picture = error.picture(of: text)
                #expect(picture.caret.count <= picture.line.count + 1)
            }
        }
        #expect(read > 3_000)
    }

    @Test func bytesInAnyOrderAreReadOrRefused() {
        var random = SeededGenerator(seed: 66)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            do throws(QuerySyntaxError) {
                _ = try Filter(query: text, in: QueryGrammarTests.context)
            } catch { #expect((0...text.utf8.count).contains(error.offset)) }
        }
    }

    /// Filters of every shape are read again from what is printed.
    @Test func randomFiltersSurvivePrinting() throws {
        var random = SeededGenerator(seed: 666)
        for _ in 0..<5_000 {
            let filter = try Self.filter(3, &random)
            let text = filter.query
            let again = try Filter(query: text, in: QueryGrammarTests.context)
            #expect(again == Self.flat(filter), "\(text)")
            #expect(try Filter(query: again.query, in: QueryGrammarTests.context) == again)
        }
    }

    private static func filter(_ depth: Int, _ random: inout SeededGenerator) throws -> Filter {
        switch Int.random(in: 0...(depth > 0 ? 6 : 2), using: &random) {
        case 0...2: return .matches(try term(&random))
        case 3: return .not(try filter(depth - 1, &random))
        case 4, 5:
            return .all(try (0..<Int.random(in: 2...3, using: &random)).map { _ in try filter(depth - 1, &random) })
        default:
            return .any(try (0..<Int.random(in: 2...3, using: &random)).map { _ in try filter(depth - 1, &random) })
        }
    }

    private static let texts = [
        "a", "a b", "\"", "\\", "OR", "-x", "*", "a*", "é(", "a,b", "..", "x:y", "\u{0}", "now",
    ]

    private static func term(_ random: inout SeededGenerator) throws -> FilterTerm {
        let text = texts.randomElement(using: &random) ?? "a"
        let number = UInt64.random(in: 0...1000, using: &random)
        let time = Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &random))
        let later = Timestamp(milliseconds: time.milliseconds + Int64.random(in: 1...9_000_000_000, using: &random))
        switch Int.random(in: 0...8, using: &random) {
        case 0:
            return .field(
                TextField.allCases.randomElement(using: &random) ?? .id,
                TextMatch(text, isPrefix: Bool.random(using: &random)))
        case 1:
            return .party(
                PartyRole.allCases.randomElement(using: &random), TextMatch(text, isPrefix: Bool.random(using: &random))
            )
        case 2: return .time(from: time, until: Bool.random(using: &random) ? later : nil)
        case 3: return .occurred(from: time, until: later)
        case 4: return .index(from: number, until: Bool.random(using: &random) ? number + 9 : nil)
        case 5: return .late
        case 6: return .outcome(Outcome.allCases.randomElement(using: &random) ?? .failed)
        case 7:
            return .action(
                try ActionPattern(["user.d*", "group", "x.acme.a"].randomElement(using: &random) ?? "role"))
        default:
            return .words(
                try FullTextQuery(["a", "\"a b\"", "OR", "x:y*", "-a", "é"].randomElement(using: &random) ?? "a"))
        }
    }

    /// As the reader has it: parts of the same sort on one level.
    private static func flat(_ filter: Filter) -> Filter {
        switch filter {
        case .all(let filters):
            .all(filters.map(flat).flatMap { part in if case .all(let inner) = part { inner } else { [part] } })
        case .any(let filters):
            .any(filters.map(flat).flatMap { part in if case .any(let inner) = part { inner } else { [part] } })
        case .not(let filter): .not(flat(filter))
        case .everything, .matches: filter
        }
    }
}
