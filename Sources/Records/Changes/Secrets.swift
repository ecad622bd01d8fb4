package import JSON

/// Keeps secrets out of records: passwords, tokens, client secrets, private keys and their like.
///
/// The fact that such a value stood somewhere is kept, the value never: a marker takes its place. `true`, `false` and
/// `null` pass, being facts. What counts as a secret is decided by name (`SecretNames`) wherever the name stands (in a
/// change's path, in objects within values and in `extra`, in pairs such as `{"name": "password", "value": …}`, in
/// JSON inside a string) and, in any text, by the unmistakable form of a secret and by the name before it
/// (`SecretForms`). Cost is bounded: every value is visited once, to a depth of 64 levels, and what lies deeper is
/// withheld.
package enum Secrets {
    /// What stands in the place of a secret.
    package static let marker = "[withheld]"
    private static let depth = 64

    /// A change's path and values without secrets.
    static func withheld(path: String, before: JSONValue?, after: JSONValue?) -> (String, JSONValue?, JSONValue?) {
        guard !isPlain(path) else {
            guard !hasSecretName(plain: path) else {
                return (withheld(path), before.map(SecretCleaning.hidden), after.map(SecretCleaning.hidden))
            }
            guard !IdentityNames.endsPath(path) else {
                return (path, before.map(cleanIdentity), after.map(cleanIdentity))
            }
            return (withheld(path), before.map(clean), after.map(clean))
        }
        let steps = PathNames(path)
        let names = steps.names + steps.comparisons.map(\.name)
        guard !names.contains(where: SecretNames.contains) else {
            return (withheld(steps.withoutFilters), before.map(SecretCleaning.hidden), after.map(SecretCleaning.hidden))
        }
        let isNamed = steps.comparisons.contains {
            SecretCleaning.isNaming($0.name) && SecretNames.contains($0.value)
        }
        let isShown = steps.comparisons.contains { SecretForms.withheld($0.value) != nil }
        guard !isNamed && !isShown else {
            return (withheld(steps.withoutFilters), before.map(SecretCleaning.hidden), after.map(SecretCleaning.hidden))
        }
        return (withheld(path), before.map(clean), after.map(clean))
    }

    /// Whether a path is of names, dots and colons alone, as most are: without filters and quotes.
    private static func isPlain(_ path: String) -> Bool {
        path.utf8.allSatisfy { isBase64URL($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
    }

    /// Whether one of the names in a plain path is that of a secret.
    private static func hasSecretName(plain path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                let end = bytes[start...].firstIndex { !isBase64URL($0) } ?? bytes.count
                if SecretNames.contains(UnsafeBufferPointer(rebasing: bytes[start..<end])) { return true }
                start = end + 1
            }
            return false
        }
    }

    /// A text of somebody's own words without secrets.
    package static func withheld(_ text: String) -> String { SecretForms.withheld(text) ?? text }

    /// What somebody or something is called, without secrets that have a form of their own. A name before a value makes no
    /// secret of it here: "Password: Administrators" is a group.
    package static func withoutTokens(_ name: String) -> String { SecretForms.withheld(name, names: false) ?? name }

    private static func cleanIdentity(_ value: JSONValue) -> JSONValue {
        if case .string(let text) = value { return .string(withoutTokens(text)) }
        return clean(value)
    }

    /// Whether a text has the form of a token or key, or holds one: what an id must not be.
    package static func hasToken(_ text: String) -> Bool { SecretForms.hasToken(text) }

    /// An object without secrets.
    package static func withheld(_ object: JSONObject) -> JSONObject { SecretCleaning.clean(object, depth) ?? object }

    private static func clean(_ value: JSONValue) -> JSONValue { SecretCleaning.clean(value, depth) ?? value }

    /// Whether an attribute of this name holds a secret.
    package static func isSecret(name: String) -> Bool { SecretNames.contains(name) }
}
