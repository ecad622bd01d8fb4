/// The kind of an entry, the second word of its first line; later writers may add kinds.
package struct EntryKind: RawRepresentable, Hashable, Sendable {
    package let rawValue: String

    /// Nil unless it is 1 to 32 of `a-z`, `0-9` and `-` and begins with a letter.
    package init?(rawValue: String) {
        guard (1...32).contains(rawValue.utf8.count), let first = rawValue.utf8.first,
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
            rawValue.utf8.allSatisfy({ isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.rawValue = rawValue
    }

    private init(known rawValue: String) { self.rawValue = rawValue }

    package static let genesis = EntryKind(known: "genesis")
    package static let record = EntryKind(known: "record")
    package static let admin = EntryKind(known: "admin")
    package static let mapHead = EntryKind(known: "map-head")
    package static let link = EntryKind(known: "link")
    package static let unlink = EntryKind(known: "unlink")
    package static let erasure = EntryKind(known: "erasure")
    package static let hold = EntryKind(known: "hold")
    package static let prune = EntryKind(known: "prune")
    package static let gap = EntryKind(known: "gap")
    package static let key = EntryKind(known: "key")
    package static let access = EntryKind(known: "access")
    package static let close = EntryKind(known: "close")

    /// Kinds whose lines this version defines; of all others it knows the general form only.
    package static let specified: Set<EntryKind> = [.genesis, .record, .admin, .link, .unlink, .access, .gap]
    /// Kinds that have a name in this version.
    package static let known: Set<EntryKind> = [
        .genesis, .record, .admin, .mapHead, .link, .unlink, .erasure, .hold, .prune, .gap, .key, .access, .close,
    ]

    package var isSpecified: Bool { Self.specified.contains(self) }
    package var isKnown: Bool { Self.known.contains(self) }
    /// Whether entries of this kind carry a sealed record.
    package var isSealed: Bool {
        self == .record || self == .admin || self == .access || self == .link || self == .unlink
    }
    /// Whether entries of this kind say that two identities are one person, or are not.
    package var isLink: Bool { self == .link || self == .unlink }

    /// Whether Muster writes a record with that action in an entry of this kind.
    package func takes(_ action: Action) -> Bool {
        switch self {
        case .record: !action.isReserved
        case .admin: !action.isReserved || action.isAdmin
        case .link: action == .identityLink
        case .unlink: action == .identityUnlink
        case .access: action.isReading
        default: false
        }
    }
}

func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
