package import JSON

extension GatewaySettings {
    /// As records tell them: with the names of tokens and the places of secrets, which have no names of secrets here, since what stands
    /// under such a name is withheld from records whatever it is.
    package var told: JSONObject {
        var object = json()
        object["tokens"] = nil
        if !tokens.isEmpty { object["allowed"] = .array(tokens.map { .string($0) }) }
        object["credentials"] = credentials.map { credentials in
            switch credentials {
            case .bearer(let secret): .string("\(secret.place), as bearer")
            case .basic(let user, let secret): .string("\(secret.place), as the word of the user \(user)")
            case .header(let name, let secret): .string("\(secret.place), in the header \(name)")
            }
        }
        return object
    }
}

extension SecretReference {
    /// Where the secret stands.
    fileprivate var place: String {
        switch self {
        case .literal: "given"
        case .environment(let name): "of the environment variable \(name)"
        case .file(let path): "of the file \(path)"
        }
    }
}
