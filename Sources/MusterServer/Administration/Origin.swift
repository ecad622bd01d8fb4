/// Origins: the names under which logs sign, unique in the world (c2sp.org/tlog-checkpoint).
enum Origin {
    /// Refuses what cannot be a key name in a signed note: empty, too long, white space, `+`, control characters.
    static func check(_ origin: String) throws(AdministrationError) {
        let scalars = origin.unicodeScalars
        guard !scalars.isEmpty, origin.utf8.count <= 255,
            !scalars.contains(where: { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw .invalid(
                field: "origin",
                reason: "an origin has 1 to 255 bytes, no white space and no +, such as example.org/logs/hr")
        }
    }
}
