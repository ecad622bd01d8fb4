/// Attributes by whose values people and groups are told apart and found again: RFC 7643 sections 3.1, 4.1.1 and 4.2.
///
/// What stands in them is what somebody is called, so nothing is cut out of it because of the words before it; otherwise
/// two groups would become one, and an identity provider would not find what it made.
enum IdentityNames {
    private static let names: [StaticString] = [
        "username", "displayname", "externalid", "display", "nickname", "formatted", "familyname", "givenname",
        "middlename",
    ]

    /// Whether the attribute, letter case aside, is one of them.
    static func contains(_ name: Substring.UTF8View) -> Bool {
        let count = name.count
        return names.contains { one in
            one.utf8CodeUnitCount == count && zip(name, 0..<count).allSatisfy { $0 | 0x20 == one.utf8Start[$1] }
        }
    }

    static func contains(_ name: String) -> Bool { contains(name[...].utf8) }

    /// Whether a path of names, dots and colons alone ends with one of them.
    static func endsPath(_ path: String) -> Bool {
        let bytes = path.utf8
        let dot = bytes.lastIndex { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
        return contains(path[(dot.map { bytes.index(after: $0) } ?? bytes.startIndex)...].utf8)
    }
}
