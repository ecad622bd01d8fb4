/// The canonical name of an action: one of ours, or `x.<namespace>.<name>`.
package struct Action: RawRepresentable, Sendable {
    package let rawValue: String

    /// A name of one of the lists, or a well-formed custom one.
    package init?(rawValue: String) {
        guard Self.canonicalNames.contains(rawValue) || Self.reservedNames.contains(rawValue) || Self.isCustom(rawValue)
        else { return nil }
        self.rawValue = rawValue
    }

    /// Any name that has the form of an action: what an entry of a later writer may carry.
    package init?(form rawValue: String) {
        guard Self.hasForm(rawValue.utf8) else { return nil }
        self.rawValue = rawValue
    }

    /// Whether the action belongs to Muster's own administration: such actions stand in `admin` entries only.
    package var isAdmin: Bool { Self.adminNames.contains(rawValue) }
    /// Whether the action says that two identities are one person, or are not: only in entries of their own kinds.
    package var isLink: Bool { Self.linkNames.contains(rawValue) }
    /// Whether the action says that somebody read: such actions stand in `access` entries only.
    package var isReading: Bool { Self.readingNames.contains(rawValue) }
    /// Whether Muster alone says it: no record that is handed in may.
    package var isReserved: Bool { Self.reservedNames.contains(rawValue) }
    package var isCustom: Bool { Self.isCustom(rawValue) }
}

extension Action: Hashable, CustomStringConvertible {
    package static func == (left: Action, right: Action) -> Bool {
        left.rawValue.utf8.elementsEqual(right.rawValue.utf8)
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    package var description: String { rawValue }
}

extension Action {
    /// `x.<namespace>.<name>`: three parts or more.
    private static func isCustom(_ name: String) -> Bool {
        name.utf8.starts(with: "x.".utf8) && hasForm(name.utf8) && name.utf8.count { $0 == UInt8(ascii: ".") } >= 2
    }

    /// At most 128 bytes: parts of `a-z`, `0-9`, `_`, `-` that begin with a letter or digit, joined by single dots.
    static func hasForm(_ name: some Collection<UInt8>) -> Bool {
        guard name.count <= 128 else { return false }
        var atStart = true
        var parts = 0
        for byte in name {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): atStart = false
            case UInt8(ascii: "_"), UInt8(ascii: "-"): if atStart { return false }
            case UInt8(ascii: "."):
                if atStart { return false }
                atStart = true
                parts += 1
            default: return false
            }
        }
        return !atStart && parts >= 1
    }
}
