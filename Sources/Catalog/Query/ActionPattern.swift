import Records

/// A test on action names: an action (`user.update`), or all whose names begin so, at a dot (`group.member`,
/// `group.member.`, `group.*`) or, with a star, anywhere (`user.d*`).
///
/// What is neither an action nor the beginning of one is refused, so that a slip is not taken for "there are none".
package struct ActionPattern: Sendable, Equatable {
    /// What the names begin with, without dot or star at the end.
    package let text: String
    /// Whether a name may go on behind `text` without a dot between.
    package let isOpen: Bool

    /// Longest pattern taken, in bytes; no action name is longer.
    package static let longest = 256

    /// Reads `name`, `prefix`, `prefix.`, `prefix.*` or `prefix*`.
    ///
    /// - Throws: `QueryError` when empty, too long, with bytes that no action name has, or when no action begins so;
    ///   it names the nearest that does. Names of one's own, `x.…`, are taken as they are.
    package init(_ pattern: String) throws(QueryError) {
        var bytes = Array(pattern.utf8)
        guard bytes.count <= Self.longest else {
            throw QueryError("action", "longer than \(Self.longest) bytes")
        }
        let isStarred = bytes.last == UInt8(ascii: "*")
        if isStarred { bytes.removeLast() }
        let isDotted = bytes.last == UInt8(ascii: ".")
        if isDotted { bytes.removeLast() }
        guard !bytes.isEmpty, bytes.allSatisfy(Self.isNameByte) else {
            throw QueryError(
                "action",
                "expected an action such as group.member.add, or how it begins, such as group.member or group.* "
                    + "(lower-case letters, digits, '.', '_' and '-')")
        }
        text = String(decoding: bytes, as: UTF8.self)
        isOpen = isStarred && !isDotted
        guard isCustom || Self.known.contains(where: { fits($0) }) else {
            throw QueryError("action", "no action is called or begins so; \(Self.advice(text))")
        }
    }

    /// Whether an action's name is meant.
    package func fits(_ name: String) -> Bool {
        guard name.utf8.starts(with: text.utf8) else { return false }
        let next = name.utf8.dropFirst(text.utf8.count).first
        return isOpen || next == nil || next == UInt8(ascii: ".")
    }

    /// The first text after all texts that begin with `start`, in byte order. The text is ASCII below `~`, so one
    /// more on its last byte is ASCII too.
    static func upperBound(_ start: String) -> String {
        var bytes = Array(start.utf8)
        bytes[bytes.count - 1] += 1
        return String(decoding: bytes, as: UTF8.self)
    }

    private var isCustom: Bool { text == "x" || text.utf8.starts(with: "x.".utf8) }

    private static let known = Action.all

    /// The names and all that they begin with, up to a dot.
    private static let beginnings: [String] = {
        var seen: Set<String> = []  // of ASCII only
        for name in known {
            let parts = name.split(separator: ".")
            for count in 1...parts.count { seen.insert(parts.prefix(count).joined(separator: ".")) }
        }
        return seen.sorted()
    }()

    private static func advice(_ text: String) -> String {
        let dots = { (name: String) in name.utf8.count { $0 == UInt8(ascii: ".") } }
        let lowered = text.lowercased()
        let longer = beginnings.filter { $0.utf8.starts(with: lowered.utf8) && dots($0) == dots(text) }
        if !longer.isEmpty { return "did you mean \(longer.joined(separator: " or "))?" }
        if let near = Spelling.closest(to: text, among: beginnings) { return "did you mean \(near)?" }
        let first = beginnings.filter { dots($0) == 0 }
        return "actions begin with \(first.joined(separator: ", ")), or x. for names of one's own"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
