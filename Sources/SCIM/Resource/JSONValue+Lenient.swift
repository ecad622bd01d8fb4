import JSON

extension JSONValue {
    /// The Boolean, also when a client wrote it as a string in any case (Entra's `"True"`).
    var lenientBool: Bool? {
        if case .bool(let flag) = self { return flag }
        guard let text = stringValue else { return nil }
        if text.isSameName(as: "true") { return true }
        return text.isSameName(as: "false") ? false : nil
    }
}
