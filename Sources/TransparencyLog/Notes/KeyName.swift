/// The rule for key names (C2SP signed-note): not empty, valid UTF-8, no Unicode space, no `+`.
///
/// Control characters are refused as well: a name stands in a note, where they cannot be.
enum KeyName {
    /// The longest name of a key of ours, in bytes: cosignature formats count names in one byte.
    static let maximumLength = 255

    static func isValid(_ name: String) -> Bool {
        guard !name.isEmpty else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
        }
    }
}
