import TransparencyLog

/// What the writer remembers of identities and terms, so that most entries need no lookup. Only ever a copy of what
/// stands in the tables: whoever rolls a transaction back empties it.
struct IdentityCache {
    struct Identity {
        let id: Int64
        /// Whether kind, namespace and id are in the table.
        var isKnown: Bool
        var name: String?
        var externalId: String?
    }

    /// A term, equal byte for byte as in the table; `String ==` would join two spellings of an accent.
    private struct Term: Hashable {
        let kind: TermKind
        let text: String

        static func == (left: Term, right: Term) -> Bool {
            left.kind == right.kind && left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(kind)
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }

    /// What is remembered at most; when it is reached, everything is forgotten, which costs lookups and nothing else.
    static let most = 100_000

    private var identities: [Hash: Identity] = [:]
    private var terms: [Term: Int64] = [:]

    subscript(_ label: Hash) -> Identity? {
        get { identities[label] }
        set {
            if identities.count >= Self.most { identities.removeAll(keepingCapacity: true) }
            identities[label] = newValue
        }
    }

    func term(_ kind: TermKind, _ text: String) -> Int64? { terms[Term(kind: kind, text: text)] }

    mutating func remember(_ kind: TermKind, _ text: String, id: Int64) {
        if terms.count >= Self.most { terms.removeAll(keepingCapacity: true) }
        terms[Term(kind: kind, text: text)] = id
    }

    mutating func removeAll() { self = IdentityCache() }

    /// Moves the content out: while two values shared it, the first change would copy all of it.
    mutating func take() -> IdentityCache {
        defer { self = IdentityCache() }
        return self
    }
}

/// Words that few entries differ in, kept once in the table `term`. The raw value is what is stored.
enum TermKind: Int64 {
    case action = 0
    case source = 1
}
