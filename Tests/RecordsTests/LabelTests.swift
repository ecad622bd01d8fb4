import JSON
import Records
import Testing
import TransparencyLog

@Suite struct LabelTests {
    private static let key = IndexKey([UInt8](0..<32))

    @Test func keysHaveThirtyTwoBytes() {
        for count in [0, 1, 31, 33, 64] { #expect(IndexKey([UInt8](repeating: 1, count: count)) == nil) }
    }

    /// Computed with Python's hmac and hashlib.
    @Test func knownLabels() throws {
        let key = try #require(Self.key)
        #expect(key.fingerprint.base64 == "Yw3NKWbEM2aRElRIu7JbT/QSpJxzLbLIq8G4WBvXEN0=")
        let identity = Identity(kind: "user", namespace: "hr-sync", id: "2819c223")
        #expect(key.label(of: identity).description == "1mxUJZ4ijIpFxqd6WLG1EVCAKSQrMg9TXa2XdSmaccI=")
        let accented = Identity(kind: "user", namespace: "é", id: "😀")
        #expect(key.label(of: accented).description == "wCuXf5X/T5OSz6fIhGyuAzthDE6DX8f6I5Z/+FN0Vw0=")
    }

    /// No two of these have the same label: lengths stand before the parts, and bytes are not normalised.
    @Test func differentIdentitiesHaveDifferentLabels() throws {
        let key = try #require(Self.key)
        let identities = [
            ("user", "a", "bc"), ("user", "ab", "c"), ("usera", "", "bc"), ("", "usera", "bc"),
            ("user", "a", "bc\u{0}"),
            ("User", "a", "bc"), ("group", "a", "bc"), ("user", "a", "\u{e9}"), ("user", "a", "e\u{301}"),
        ].map { Identity(kind: $0.0, namespace: $0.1, id: $0.2) }
        #expect(Set(identities.map(key.label)).count == identities.count)
        #expect(Set(identities).count == identities.count)
    }

    @Test func namespaceIsThePartysElseTheSources() {
        var record = Record(action: .userCreate, subject: Party(type: "user", id: "1"))
        #expect(record.identity(of: record.subject).namespace == "default")
        record.source = "hr"
        #expect(record.identity(of: record.subject).namespace == "hr")
        record.subject.namespace = "okta"
        #expect(record.identity(of: record.subject).namespace == "okta")
        #expect(record.resolved.subject.namespace == "okta")
    }

    @Test(arguments: [
        ("user", true), ("person", true), ("contractor", true), ("User", true), ("group", false), ("role", false),
        ("service", false), ("log", false), ("token", false), ("session", false), ("request", false), ("app", false),
    ]) func personsAreWhoeverIsNotKnownToBeImpersonal(_ kind: String, _ isPerson: Bool) {
        #expect(Identity(kind: kind, namespace: "n", id: "1").isPerson == isPerson)
    }

    @Test func orderIsThatOfTheBytes() throws {
        var labels: [Label] = []
        for first in [UInt8(0), 1, 127, 128, 255] {
            labels.append(Label(hash: try #require(Hash([first] + [UInt8](repeating: 9, count: 31)))))
        }
        #expect(labels.reversed().sorted() == labels)
    }
}
