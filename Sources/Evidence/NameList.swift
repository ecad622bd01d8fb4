import Foundation

/// Names with commas between them, of which each may stand in quotation marks: `Payments, "Buyer, senior"`.
///
/// A quotation mark opens a quoted name at its beginning, and behind a type (`role:"Buyer, senior"`). In it `\"` and `\\` are a
/// quotation mark and a backslash, as in the query language. Elsewhere both stand for themselves.
enum NameList {
    /// Names at most.
    private static let most = 100

    /// Reads names; those that are empty and not quoted are left out.
    ///
    /// - Throws: `Fault` that says what was expected.
    static func read(_ text: String) throws(Fault) -> [String] {
        var names: [String] = []
        var rest = Substring(text)
        while true {
            let name = try next(&rest)
            if !name.isEmpty { names.append(name) }
            guard rest.popFirst() != nil else { break }
        }
        guard (1...most).contains(names.count) else {
            throw Fault(reason: "expected 1 to \(most) names with commas between them")
        }
        return names
    }

    /// The names as `read` takes them.
    static func written(_ names: [String]) -> String {
        names.map { name in
            if (try? read(name)) == [name] { return name }
            let escaped = name.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
            return "\"\(String(escaped))\""
        }.joined(separator: ", ")
    }

    struct Fault: Error { let reason: String }

    /// Reads one name up to the comma behind it, or the end.
    private static func next(_ rest: inout Substring) throws(Fault) -> String {
        var name = ""
        while let character = rest.first, character != "," {
            rest.removeFirst()
            guard character == "\"", name.allSatisfy(\.isWhitespace) || name.hasSuffix(":") else {
                name.append(character)
                continue
            }
            return try name.trimmingCharacters(in: .whitespaces) + quoted(&rest)
        }
        return name.trimmingCharacters(in: .whitespaces)
    }

    /// Reads what follows an opening quotation mark, up to the comma behind the closing one.
    private static func quoted(_ rest: inout Substring) throws(Fault) -> String {
        var name = ""
        while true {
            guard var character = rest.popFirst() else {
                throw Fault(reason: "a quotation mark is not closed")
            }
            if character == "\"" { break }
            if character == "\\" {
                guard let escaped = rest.popFirst(), escaped == "\"" || escaped == "\\" else {
                    throw Fault(
                        reason: "expected \\\" or \\\\, which alone stand behind a backslash in quotation marks")
                }
                character = escaped
            }
            name.append(character)
        }
        guard !name.isEmpty else { throw Fault(reason: "expected a name between quotation marks") }
        while let character = rest.first, character.isWhitespace { rest.removeFirst() }
        guard rest.isEmpty || rest.first == "," else {
            throw Fault(reason: "expected a comma behind a name in quotation marks")
        }
        return name
    }
}
