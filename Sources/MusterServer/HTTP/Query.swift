import JSON

/// The parameters behind the `?` of a request, in order, decoded.
package struct Query: Sendable {
    package let items: [(name: String, value: String)]

    /// Parses `a=1&b=2`; 400 for bad escapes, and for a name that is not one of `allowed`.
    /// No `text` is the empty query; without `allowed` any name is taken.
    package init(_ text: String?, allowing allowed: [String]? = nil) throws(Problem) {
        var items: [(name: String, value: String)] = []
        for part in (text ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(halves[0], plusIsSpace: true),
                let value = PercentEncoding.decode(halves.count > 1 ? halves[1] : "", plusIsSpace: true)
            else { throw .badParameter("query", "The query is not well percent-encoded UTF-8.") }
            if let allowed, !allowed.contains(where: { $0.hasSameBytes(as: name) }) {
                throw Self.unknown(name, allowed: allowed)
            }
            items.append((name, value))
        }
        self.items = items
    }

    /// The parameters that have a value.
    package var filled: Query { Query(items: items.filter { !$0.value.isEmpty }) }

    private init(items: [(name: String, value: String)]) { self.items = items }

    /// The value of a parameter that may stand once; 400 when it stands twice.
    package func value(_ name: String) throws(Problem) -> String? {
        let found = items.filter { $0.name.hasSameBytes(as: name) }
        guard found.count <= 1 else { throw .badParameter(name, "The parameter \(name) stands more than once.") }
        return found.first?.value
    }

    /// All values of a parameter that may be repeated.
    package func values(_ name: String) -> [String] {
        items.filter { $0.name.hasSameBytes(as: name) }.map(\.value)
    }

    /// The name is repeated where it looks like one; anything else may be a value that went astray.
    private static func unknown(_ name: String, allowed: [String]) -> Problem {
        let isPlain = (1...32).contains(name.utf8.count) && name.utf8.allSatisfy(isPlain)
        guard !allowed.isEmpty else { return .badParameter("query", "This door takes no query parameters.") }
        let near = Spelling.nearest(to: name, among: allowed).map { " Did you mean \($0)?" } ?? ""
        return .badParameter(
            isPlain ? name : "query",
            "There is no query parameter \(isPlain ? name : "of that name").\(near) Known here: "
                + "\(allowed.joined(separator: ", ")).")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
