import JSON
import Records
import Testing

/// No secret reaches a record, in any form; the fact that it was there does.
@Suite struct SecretsTests {
    private static let secret = "hunter2-4f9a"

    @Test(arguments: [
        "password", "Password", "urn:ietf:params:scim:schemas:core:2.0:User:password", "passwordHash", "hashedPassword",
        "user.password", "passwords", "clientSecret", "client_secret", "client-secret", "appSecrets", "secret",
        "accessToken", "access_token", "tokens", "idToken", "apiKey", "API_KEY", "privateKey", "private_key", "pin",
        "otp", "passphrase", "passwd", "pwd", "credentials.password.value", "passwordCredentials",
        "credentials[type eq \"x\"].secret", "authorization", "Set-Cookie", "recoveryCodes", "sshKey",
        "x.y.refreshToken",
        "factors[type eq \"password\"].value", "secrets[value eq \"hunter2-4f9a\"]", "totpSeed",
        "tokens[value eq \"hunter2-4f9a\"].value", "users[password eq \"hunter2-4f9a\"].name", "\"a.b\".password",
        "$.spec.token", "/spec/token", "ims[value eq \"hunter2-4f9a\" and type eq \"password\"]",
    ]) func changePaths(_ path: String) {
        let values: [JSONValue] = [.string(Self.secret), 4711, ["value": .string(Self.secret)], [.string(Self.secret)]]
        for value in values {
            let change = Change(path: path, before: value, after: value)
            #expect(change.before == "[withheld]" && change.after == "[withheld]", "\(change)")
            #expect(!change.json.text.contains(Self.secret))
        }
        // Facts pass.
        let fact = Change(path: path, before: nil, after: true)
        #expect(fact.before == nil && fact.after == true)
        #expect(Change(path: path, before: .null, after: false).before == JSONValue.null)
    }

    @Test(arguments: [
        "title", "userName", "emails[value eq \"token@example.com\"]", "roles[value eq \"reset-password\"]",
        "passwordChangedAt", "passwordLastSet", "passwordPolicy", "passwordExpires", "password_expiration_date",
        "tokenName", "tokenId", "tokenType", "secretary", "keyId", "publicKey", "compass", "spinner", "shipping",
        "passportNumber", "x509Certificates", "name.givenName", "members[value eq \"2819\"].display", "pinned",
        "status",
        "lastPasswordChange", "mustChangePasswordAt",
    ]) func innocentPaths(_ path: String) {
        let change = Change(path: path, before: "a", after: ["value": "b"])
        #expect(change.path == path && change.before == "a" && change.after == ["value": "b"], "\(change)")
    }

    @Test(arguments: [
        #"{"password":"§"}"#, #"{"a":{"b":[{"clientSecret":"§"}]}}"#, #"{"Token":{"x":["§"]}}"#,
        #"{"name":"password","value":"§"}"#, #"{"path":"user.password","value":{"x":"§"}}"#,
        #"{"operations":[{"op":"replace","path":"password","value":"§"}]}"#,
        #"{"attributeName":"apiKey","oldValue":"§","newValue":["§"]}"#, #"{"type":"token","value":"§"}"#,
        #"{"body":"{\"password\":\"§\"}"}"#, #"{"body":"[{\"a\":\"{\\\"token\\\":\\\"§\\\"}\"}]"}"#,
        #"{"headers":{"Authorization":"Bearer §"}}"#, #"{"sent":"Bearer §-and-more"}"#, #"{"x":"bearer §-and-more"}"#,
        #"{"key":"-----BEGIN RSA PRIVATE KEY-----\n§"}"#, #"{"key":"-----BEGIN PRIVATE KEY-----\n§"}"#,
        #"{"x":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.§"}"#, #"{"x":"PRIVATE+KEY+log+1234+§"}"#,
    ]) func insideValuesAndExtra(_ text: String) throws {
        let value = try JSONValue(parsing: text.replacing("§", with: Self.secret))
        let object = try #require(value.objectValue)
        var record = Record(
            action: .userUpdate, subject: Party(type: "user", id: "1"),
            changes: [Change(path: "a", before: value, after: [value])], extra: object)
        #expect(!record.json.text.contains(Self.secret), "\(record.json.text)")
        #expect(record.json.text.contains("[withheld]"))
        record.extra = nil
        record.extra = object
        #expect(!record.json.text.contains(Self.secret))
        // What was cleaned once stays as it is.
        #expect(try Record(stored: record.json).json == record.json)
    }

    @Test(arguments: [
        #"{"ticket":17,"note":"password reset done","roles":[{"value":"token-admin","display":"Tokens"}]}"#,
        #"{"text":"{not json","list":"[x]","quote":"{\"a\": 1}","e":"eyJ","b":"Bearer","d":"-----BEGIN CERTIFICATE-----"}"#,
        #"{"hasPassword":true,"password":null,"count":3,"name":"Reset password","value":"done"}"#,
    ]) func innocentExtras(_ text: String) throws {
        let object = try #require(try JSONValue(parsing: text).objectValue)
        let record = Record(action: .userUpdate, subject: Party(type: "user", id: "1"), extra: object)
        #expect(record.extra == object)
    }

    @Test func depthIsBounded() throws {
        var value: JSONValue = ["password": "hunter2-4f9a"]
        for _ in 0..<500 { value = ["a": value] }
        #expect(!Change(path: "x", after: value).json.text.contains(Self.secret))
        // JSON in strings in JSON: each level costs depth too.
        var text = #"{"password":"hunter2-4f9a"}"#
        for _ in 0..<6 { text = (["a": .string(text)] as JSONValue).text }
        #expect(!Change(path: "x", after: .string(text)).json.text.contains(Self.secret))
    }
}
