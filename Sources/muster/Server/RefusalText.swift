/// What a server refused, in words for people.
enum RefusalText {
    /// The reason, with the field before it unless the reason names that itself.
    static func of(field: String?, reason: String) -> String {
        guard let field, !field.isEmpty, !reason.contains(field) else { return Terminal.harmless(reason) }
        return Terminal.harmless("\(field): \(reason)")
    }
}
