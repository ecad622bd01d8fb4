import Catalog
import Hummingbird
import JSON
import Records

/// The query parameters that ask doors have in common, read strictly: a malformed value is a 400 that names the
/// parameter and what is allowed, and never repeats the value.
struct AskParameters {
    let query: Query

    /// Reads the part of a request's address behind the `?`.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - visit: who asks.
    ///   - names: the parameters that the door knows, besides `wait` and `log`.
    ///   - isForm: whether it is a form's, whose empty fields are as good as not given.
    /// - Throws: a 400 for a parameter that the door does not know, a 403 for another log than the caller's.
    init(_ request: Request, _ visit: Visit, allowing names: [String] = [], isForm: Bool = false) async throws {
        let own = names.filter { !$0.hasSameBytes(as: "wait") && !$0.hasSameBytes(as: "log") }
        let query = try await visit.query(request, allowing: own + ["wait"])
        self.query = isForm ? query.filled : query
    }

    /// The value of a parameter, where an empty one is as malformed as any.
    func text(_ name: String) throws(Problem) -> String? {
        guard let value = try query.value(name) else { return nil }
        guard !value.isEmpty else {
            throw .badParameter(name, "The parameter \(name) is empty. Leave it out, or give a value.")
        }
        return value
    }

    /// An index of the log: a whole number without sign or leading zeros.
    func index(_ name: String) throws(Problem) -> UInt64? {
        guard let value = try query.value(name) else { return nil }
        guard let index = Self.index(value) else {
            throw .badParameter(name, "The parameter \(name) is the index of an entry: a whole number from 0.")
        }
        return index
    }

    static func index(_ text: String) -> UInt64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return UInt64(text)
    }

    /// The beginning of a time: RFC 3339 with zone, or a date or time in the zone that the caller states.
    func time(_ name: String, _ context: QueryContext) throws(Problem) -> Timestamp? {
        try value(name) { text throws(QueryError) in
            // A form's plus stands for a space, and who types a zone rarely escapes it: +02:00 arrives as " 02:00".
            try WrittenTime(String(text.map { $0 == " " ? "+" : $0 }), in: context).start
        }
    }

    /// The zone in which dates without one are meant.
    func zone() throws(Problem) -> QueryZone {
        try value("zone") { text throws(QueryError) in try QueryZone(text) } ?? .utc
    }

    /// A date, or a time.
    func date(_ name: String, zone: QueryZone) throws(Problem) -> WrittenTime? {
        guard let text = try text(name) else { return nil }
        return try date(text, named: name, zone: zone)
    }

    func date(_ text: String, named name: String, zone: QueryZone) throws(Problem) -> WrittenTime {
        // A form's plus stands for a space, and who types a zone rarely escapes it: +02:00 arrives as " 02:00".
        let text = String(text.map { $0 == " " ? "+" : $0 })
        do { return try WrittenTime(text, in: QueryContext(zone: zone, now: .now())) } catch {
            throw .badParameter(name, "The parameter \(name) is not of its form: \(error.reason).")
        }
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(Problem) -> Choice? where Choice.RawValue == String {
        guard let value = try query.value(name) else { return nil }
        for choice in Choice.allCases where choice.rawValue.hasSameBytes(as: value) { return choice }
        throw .badParameter(
            name, "The parameter \(name) is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
    }

    /// Events on a page, held to the largest page, whatever number was asked for.
    func limit() throws(Problem) -> Int {
        guard let value = try query.value("limit") else { return EventQuery.usualPage }
        guard !value.isEmpty, value.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            value.utf8.contains(where: { $0 != UInt8(ascii: "0") })
        else {
            throw .badParameter(
                "limit",
                "The parameter limit is a whole number from 1; more than \(EventQuery.largestPage) counts as "
                    + "\(EventQuery.largestPage).")
        }
        return min(Int(value) ?? .max, EventQuery.largestPage)
    }

    /// Reads a value with a type of the catalog that refuses by itself.
    func value<Value>(_ name: String, _ read: (String) throws(QueryError) -> Value) throws(Problem) -> Value? {
        guard let value = try query.value(name) else { return nil }
        do { return try read(value) } catch {
            throw .badParameter(name, "The parameter \(name) is not of its form: \(error.reason).")
        }
    }
}
