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

/// Secrets within texts: what people write, and what programs log.
@Suite struct SecretTextTests {
    private static let jwt =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
    private static let token = "muster_" + "aB3_-" + String(repeating: "x", count: 38)
    private static let pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nAbC=\n-----END RSA PRIVATE KEY-----"

    /// Texts with secrets between `«` and `»`: only those are withheld.
    private static let texts: [String] = [
        // By their form.
        "rotated «\(token)» today", "glued«\(token)»", "(«\(token)»)", "old=«\(token)»", "x-«\(token)»,«\(token)»",
        "«\(jwt)»", "sent «\(jwt)». Twice", "Bearer «\(jwt)»", "header: bearer «abc123-long~enough/x=»",
        "curl -H 'Authorization: Bearer «0123456789abcdef»' https://host/x", "Basic «dXNlcjpodW50ZXIy»",
        "authorization: basic «dXNlcjpodW50ZXIy» sent",
        "uses «ghp_16C7e42F292c6912E7710c838347Ae178B4a», new", "«github_pat_11ABCDEFG0aBcDeFgHiJkL_mnopqrstuv»",
        "slack «xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy»", "«glpat-aBcDeFgHiJ1234567890»",
        "«sk_live_4eC39HqLyjWDarjtT1zdp7dc»", "«npm_aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789»",
        "key «AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY» used", "«hvs.CAESIJ1234567890abcdefghij»",
        "«\(pem)»", "key:\n«\(pem)»\nend",
        "«-----BEGIN PGP PRIVATE KEY BLOCK-----\nx\n-----END PGP PRIVATE KEY BLOCK-----»",
        "«PRIVATE+KEY+log.example+1234abcd+AbCdEf/gh=» there",
        "AKIAIOSFODNN7EXAMPLE «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
        "«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY» is of AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE/«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
        "https://ann:«hunter2»@host/path", "see postgres://app:«p:w»@db:5432/x and redis://:«pw»@cache",
        // By the name before them.
        "password: «hunter2»", "password=«hunter2» ok", "Password : «hunter2,»", "PWD=«x»", "pwd=«hunter2;»",
        "his password: «Tr0ub4dor&3.» Thanks", "passwd='«two words»' next", "passphrase: \"«a b c»\", and",
        "{\"password\": \"«hunter2»\", broken", "{\\\"token\\\":\\\"«hunter2»\\\"} in a log line",
        "API key: «abc»", "api_key=«abc»", "apiKey => «abc»", "client secret = «abc»", "x.secret:«abc»",
        "GET /x?a=1&access_token=«abc»&b=2", "https://host/?token=«abc»#top", "DB_PASSWORD=«abc» ./run",
        "run --password «hunter2» --user ann", "login --client-secret '«a b»'", "run --token=«abc»",
        "Server=s;Password=«p;Database=d»", "Set-Cookie: «sid=1; Path=/»\nx", "cookie: «a=1; b=2»", "pin: «1234»",
        "password:\t«x»", "token: «[x]»",
    ]

    private func marked(_ text: String) -> (given: String, expected: String) {
        var expected = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "«"), let close = rest.firstIndex(of: "»") {
            expected += rest[..<open] + "[withheld]"
            rest = rest[rest.index(after: close)...]
        }
        return (text.filter { $0 != "«" && $0 != "»" }, expected + rest)
    }

    @Test(arguments: texts) func secretsAreCutOut(_ text: String) {
        let (given, expected) = marked(text)
        #expect(Secrets.withheld(given) == expected)
        #expect(Secrets.withheld(expected) == expected, "what was cleaned once stays as it is")
        // Letters of other scripts and signs around change nothing.
        #expect(Secrets.withheld("é \(given)\né") == "é \(expected)\né")
    }

    @Test(arguments: [
        "", "a", "annual move", "Ticket 4711: new role since 2026-01-01T10:11:12.123Z, see https://host:8080/a@b?c=d",
        "mailto:ann@example.com", "https://ann@host/", "http://host/path:x@y", "10.0.0.4:8080", "::1", "a=b", "x == y",
        "password", "password reset", "password: reset", "Password: changed.", "password=true", "token: revoked",
        "the password is known", "her password - unchanged", "passwordChangedAt: 2026-01-01", "token type: bearer",
        "Bearer of bad news", "Bearer authentication enabled", "Basic training", "basic dXNlcjpodW50ZXI_",
        "basicauthentication", "eyJ", "eyJabc", "hobbyJokes.and.many.other.words.in.one.run.x",
        "-----BEGIN CERTIFICATE-----\nx",
        "-----", "--", "--password", "--password --user x", "--user ann", "muster_http_request_duration_seconds_bucket",
        "muster_", "muster_short1", "ghp_", "xoxb-", "sk-SK", "sk-", "AKIA", "AKIAIOSFODNN7EXAMPLE",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:x:password:y", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
        "authorization: granted by the CFO", "secretary: Jane", "keyboard: QWERTY", "ends with password:",
        "password: ", "password:\nnext", "token=", "a[withheld]b", "password: [withheld]",
        "Mozilla/5.0 (X11; rv:109.0)",
        "2819c223-7f76-453a-919d-413861904646", "CN=ann,OU=people,DC=example,DC=com", "名前：山田", "é:é=é_é-é.é+é",
    ])
    func innocentTexts(_ text: String) {
        #expect(Secrets.withheld(text) == text)
    }

    @Test func aKeyCutShortIsWithheldToTheEnd() {
        #expect(Secrets.withheld("cut -----BEGIN PRIVATE KEY-----\nMIIEow\nAbC") == "cut [withheld]")
    }

    /// Wherever a text may stand in a record, the secret in it is withheld.
    @Test func everyFreeTextOfARecord() throws {
        let secret = Self.token
        let party = Party(
            type: "user", id: "1", name: "Ann \(secret)", agent: "agent/1 \(secret)", session: secret)
        var record = Record(
            action: .userUpdate, subject: party, resources: [party],
            changes: [
                Change(
                    path: "notes.\(secret)", before: .string("was \(secret)"), after: ["a": [.string("is \(secret)")]]),
                Change(path: "x[y eq \"\(secret)\"].z", after: "b"),
            ], reason: "because \(secret)", extra: JSONObject([("note", .string("x \(secret)")), (secret, 1)]))
        record.actor = party
        #expect(!record.json.text.contains(secret), "\(record.json.text)")
        #expect(record.reason == "because [withheld]" && record.subject.name == "Ann [withheld]")
        #expect(record.actor?.session == "[withheld]" && record.changes[0].before == "was [withheld]")
        record.reason = "again \(secret)"
        record.subject.name = "again \(secret)"
        #expect(record.reason == "again [withheld]" && record.subject.name == "again [withheld]")
        let text = #"{"action":"user.update","subject":{"type":"user","id":"1","name":"§"},"reason":"§ §"}"#
        let read = try Record(json: try JSONValue(parsing: text.replacing("§", with: secret)))
        #expect(read.reason == "[withheld] [withheld]" && read.subject.name == "[withheld]")
    }

    /// An id cannot be withheld: the record is refused, and the refusal does not repeat it.
    @Test(arguments: ["id", "source", "transaction", "request"]) func idsThatAreTokens(_ member: String) throws {
        for secret in [Self.token, Self.jwt, "x \(Self.token)", "https://a:\("pw")@host"] {
            let value: JSONValue = ["action": "user.update", "subject": ["type": "user", "id": "1"]]
            var object = try #require(value.objectValue)
            object[member] = .string(secret)
            let error = try #require(
                #expect(throws: RecordError.self) { try Record(json: .object(object)) })
            #expect(error == RecordError(.invalidValue, member, ""))
            #expect(!error.description.contains(secret))
        }
        for party in ["id", "namespace", "externalId", "address"] {
            var subject = try #require((["type": "user", "id": "1"] as JSONValue).objectValue)
            subject[party] = .string(Self.token)
            let value: JSONValue = ["action": "user.update", "subject": .object(subject)]
            #expect(throws: RecordError(.invalidValue, "subject.\(party)", "")) { try Record(json: value) }
        }
        // A name and a value are no token: `role=admin`, `password=x` may be somebody's id.
        let plain: JSONValue = ["action": "user.update", "subject": ["type": "user", "id": "password=x"]]
        #expect(throws: Never.self) { try Record(json: plain) }
    }

    @Test func secretsBesideAnAccessKeyID() throws {
        let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        let pair: JSONValue = ["id": "AKIAIOSFODNN7EXAMPLE", "value": .string(secret), "sha1": "x"]
        #expect(
            Change(path: "x", after: pair).after == ["id": "AKIAIOSFODNN7EXAMPLE", "value": "[withheld]", "sha1": "x"])
        #expect(Change(path: "x", after: ["value": .string(secret)]).after == ["value": .string(secret)])
    }

    /// Nothing traps, whatever stands where; the marker is never cut; what has been cleaned stays as it is.
    @Test func randomTexts() {
        var generator = SeededGenerator(seed: 11)
        let pieces =
            Self.texts.map { marked($0).given } + [
                "password", "token", ":", "=", "\"", "\\", "'", " ", "//", "@", "?", "&", "-----BEGIN ", "PRIVATE KEY",
                "--", "eyJ", ".", "AKIA", "muster_", "[withheld]", "é", "\n", "Bearer ", "AKIAIOSFODNN7EXAMPLE", "/",
            ]
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<Int.random(in: 1..<6, using: &generator) {
                let piece = pieces.randomElement(using: &generator) ?? ""
                let bytes = Array(piece.utf8)
                let start =
                    Int.random(in: 0..<3, using: &generator) == 0
                    ? Int.random(in: 0...bytes.count, using: &generator) : 0
                text += String(decoding: bytes[start...], as: UTF8.self)
            }
            let once = Secrets.withheld(text)
            #expect(!once.contains(Self.token), "\(text)")
            // What is cut out may leave another secret's end bare, never uncover one.
            #expect(!Secrets.withheld(once).contains("hunter2") || once.contains("hunter2"), "\(text) -> \(once)")
        }
    }

    /// Long texts of the worst sort are read in linear time.
    @Test(arguments: ["-", "=", ":", "password:", "a:", "eyJ.", "Bearer ", "-----BEGIN ", "://", "AKIA", "\"=", "a b="])
    func theCostIsLinear(_ piece: String) {
        func seconds(_ count: Int) -> Double {
            let text = String(repeating: piece, count: count)
            let start = ContinuousClock.now
            _ = Secrets.withheld(text)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        #expect(seconds(200_000) < 2)
    }
}
