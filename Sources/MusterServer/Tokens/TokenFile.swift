import JSON
import Records
import TransparencyLog

/// The text of `tokens/<log>.json`.
enum TokenFile {
    static func encode(_ tokens: [Token]) -> [UInt8] {
        let items = tokens.map { token -> JSONValue in
            var object = JSONObject([
                ("name", .string(token.name)),
                ("scopes", .array(token.scopes.sorted().map { .string($0.rawValue) })),
                ("source", .string(token.source)),
                ("created", .string(token.created.rfc3339)),
                ("state", .string(token.state.rawValue)),
                ("sha256", .string(token.hash.base64)),
            ])
            object["revoked"] = token.revoked.map { .string($0.rfc3339) }
            return .object(object)
        }
        return JSONValue.object(JSONObject([("version", 1), ("tokens", .array(items))])).bytes
    }

    static func decode(_ bytes: [UInt8], _ path: String) throws(DataDirectoryError) -> [Token] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes, limits: JSONLimits(bytes: 64 << 20))
        } catch { throw .damaged(path: path, reason: "\(error)") }
        guard value["version"]?.intValue == 1, let items = value["tokens"]?.arrayValue else {
            throw .damaged(path: path, reason: "it is not a token file of version 1")
        }
        var tokens: [Token] = []
        var names: Set<String> = []  // of ASCII only, see TokenName
        var hashes: Set<Hash> = []
        for (index, item) in items.enumerated() {
            guard let token = token(item) else {
                throw .damaged(path: path, reason: "tokens[\(index)] is not a token")
            }
            guard names.insert(token.name).inserted, hashes.insert(token.hash).inserted else {
                throw .damaged(path: path, reason: "tokens[\(index)] has the name or hash of one before it")
            }
            tokens.append(token)
        }
        return tokens
    }

    private static func token(_ item: JSONValue) -> Token? {
        guard let name = item["name"]?.stringValue, TokenName.isValid(name),
            let scopes = item["scopes"]?.arrayValue,
            let source = item["source"]?.stringValue, TokenName.isValid(source),
            let created = item["created"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let state = item["state"]?.stringValue.flatMap(Token.State.init(rawValue:)),
            let hash = item["sha256"]?.stringValue.flatMap({ Hash(base64: $0) })
        else { return nil }
        let known = scopes.compactMap { $0.stringValue.flatMap(Scope.init(rawValue:)) }
        guard known.count == scopes.count else { return nil }
        return Token(
            name: name, scopes: Set(known), source: source, created: created,
            revoked: item["revoked"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }), state: state, hash: hash)
    }
}
