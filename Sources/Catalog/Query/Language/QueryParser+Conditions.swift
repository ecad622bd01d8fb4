import Records

/// What a field with a value means.
extension QueryParser {
    func filter(_ field: QueryField, _ value: Value) throws(QuerySyntaxError) -> Filter {
        switch field {
        case .party(let role): return .matches(.party(role, TextMatch(value.text, isPrefix: value.isPrefix)))
        case .text(let field): return .matches(.field(field, TextMatch(value.text, isPrefix: value.isPrefix)))
        case .action:
            return .matches(.action(try read(value) { text throws(QueryError) in try ActionPattern(text) }))
        case .outcome:
            return .matches(.outcome(try choice(value, of: "outcome", Outcome.allCases.map { ($0.rawValue, $0) })))
        case .kind:
            let kinds = EntryKind.known.sorted { $0.rawValue < $1.rawValue }
            return .matches(.kind(try choice(value, of: "kind", kinds.map { ($0.rawValue, $0) })))
        case .state:
            let states = [("late", FilterTerm.late), ("self-granted", .selfGranted)]
            return .matches(try choice(value, of: "is", states))
        case .mark:
            return .matches(.mark(try choice(value, of: "mark", RecordMark.allCases.map { ($0.rawValue, $0) })))
        case .attempt:
            guard !value.isPrefix, let index = Self.number(value.text) else {
                throw error("expected the index of an attempt: a whole number", at: value.start)
            }
            return .matches(.attempt(index))
        case .words:
            if value.isQuoted { return try phrase(value) }
            return try words(value.text + (value.isPrefix ? "*" : ""), at: value.start)
        case .index: return .matches(try indices(value))
        case .time:
            let (from, until) = try times(value)
            return .matches(.time(from: from, until: until))
        case .occurred:
            if value.isPrefix && value.text.isEmpty { return .matches(.occurred(from: nil, until: nil)) }
            let (from, until) = try times(value)
            return .matches(.occurred(from: from, until: until))
        case .since: return .matches(.time(from: try time(value, value.text, at: value.start).start, until: nil))
        case .until: return .matches(.time(from: nil, until: try time(value, value.text, at: value.start).start))
        }
    }

    private func read<T>(_ value: Value, _ read: (String) throws(QueryError) -> T) throws(QuerySyntaxError) -> T {
        do throws(QueryError) {
            return try read(value.text + (value.isPrefix ? "*" : ""))
        } catch { throw self.error(error.reason, at: value.start) }
    }

    private func choice<T>(
        _ value: Value, of field: String, _ choices: [(name: String, value: T)]
    ) throws(QuerySyntaxError) -> T {
        if !value.isPrefix, let choice = choices.first(where: { $0.name.utf8.elementsEqual(value.text.utf8) }) {
            return choice.value
        }
        let names = choices.map(\.name)
        let advice =
            Nearest.names(to: value.text, among: names).map { "did you mean \($0)?" }
            ?? "expected \(names.joined(separator: ", ")), as docs/query-language.md tells"
        throw error("there is no such value of \(field); \(advice)", at: value.start)
    }

    /// `A..B`, both included, `A..`, `..B`, or one value alone.
    private func range(_ value: Value) throws(QuerySyntaxError) -> (from: (String, Int)?, to: (String, Int)?) {
        if value.isPrefix { throw error("a range has no star", at: value.end - 1) }
        let bytes = Array(value.text.utf8)
        // Within quotation marks an escape may have moved the bytes; the value's own place is near enough then.
        let place = { (byte: Int) in value.isQuoted ? value.start : value.start + byte }
        guard let dots = bytes.indices.dropLast().first(where: { bytes[$0] == 0x2E && bytes[$0 + 1] == 0x2E }) else {
            return ((value.text, place(0)), (value.text, place(0)))
        }
        let from = String(decoding: bytes[..<dots], as: UTF8.self)
        let to = String(decoding: bytes[(dots + 2)...], as: UTF8.self)
        if from.isEmpty && to.isEmpty { throw error("expected a beginning or an end beside the ..", at: place(dots)) }
        return (from.isEmpty ? nil : (from, place(0)), to.isEmpty ? nil : (to, place(dots + 2)))
    }

    private func indices(_ value: Value) throws(QuerySyntaxError) -> FilterTerm {
        let range = try range(value)
        let from = try range.from.map { bound throws(QuerySyntaxError) in try index(bound.0, at: bound.1) }
        let to = try range.to.map { bound throws(QuerySyntaxError) in try index(bound.0, at: bound.1) }
        if let from, let to, to < from { throw error("the range ends before it begins", at: value.start) }
        return .index(from: from, until: to.flatMap { $0 == .max ? nil : $0 + 1 })
    }

    private func index(_ text: String, at place: Int) throws(QuerySyntaxError) -> UInt64 {
        guard let index = Self.number(text) else {
            throw error("expected an index (a whole number), or a range of them such as 100..200", at: place)
        }
        return index
    }

    private static func number(_ text: String) -> UInt64? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? UInt64(text) : nil
    }

    private func times(_ value: Value) throws(QuerySyntaxError) -> (from: Timestamp?, until: Timestamp?) {
        let range = try range(value)
        let from = try range.from.map { bound throws(QuerySyntaxError) in try time(value, bound.0, at: bound.1).start }
        let until = try range.to.map { bound throws(QuerySyntaxError) in try time(value, bound.0, at: bound.1).end }
        if let from, let until, until <= from { throw error("the range ends before it begins", at: value.start) }
        return (from, until)
    }

    private func time(_ value: Value, _ text: String, at place: Int) throws(QuerySyntaxError) -> WrittenTime {
        if value.isPrefix { throw error("a time has no star", at: value.end - 1) }
        do throws(QueryError) {
            return try WrittenTime(text, in: context)
        } catch { throw self.error(error.reason, at: place) }
    }
}
