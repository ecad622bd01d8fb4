/// The list of an `If-Match` or `If-None-Match` header, compared weakly (RFC 7644 section 3.14, RFC 9110 section 8.8).
package struct EntityTags: Sendable, Equatable {
    /// `*`: whatever there is.
    package let isAny: Bool
    private let tags: [String]

    /// Reads a header; nil when it is malformed.
    package init?(_ header: String, _ leniency: Leniency = .providers) {
        let parts = header.split(separator: ",").map(\.trimmingSpaces)
        if parts == ["*"] {
            isAny = true
            tags = []
            return
        }
        var tags: [String] = []
        for part in parts {
            guard let tag = Self.opaque(part), leniency.bareEntityTags || part.utf8.last == 0x22 else { return nil }
            tags.append(tag)
        }
        guard !tags.isEmpty else { return nil }
        isAny = false
        self.tags = tags
    }

    /// Whether the entity tag of a resource is in the list.
    package func contains(_ tag: String) -> Bool {
        isAny || Self.opaque(tag).map(tags.contains) ?? false
    }

    // The text between the quotes. A tag without quotes is taken as it is: clients copy `meta.version` badly.
    private static func opaque(_ tag: String) -> String? {
        var rest = tag[...]
        if rest.utf8.starts(with: "W/".utf8) { rest = rest.dropFirst(2) }
        if rest.utf8.count >= 2, rest.utf8.first == 0x22, rest.utf8.last == 0x22 {
            rest = rest.dropFirst().dropLast()
        }
        return rest.isEmpty || rest.utf8.contains(0x22) ? nil : String(rest)
    }
}
