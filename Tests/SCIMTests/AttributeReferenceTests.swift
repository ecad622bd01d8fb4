import JSON
import SCIM
import Testing

@Suite struct AttributeReferenceTests {
    /// What is said of two parts is what reading them together finds: of every pair of short texts of the bytes that matter.
    @Test func aPlainReferenceIsReadAgainAsTheSame() {
        let pieces = [
            "", "a", "Z9", "9a", "$", "$ref", "a-b", "a_b", "a.b", "a:b", "urn:x:2.0", ":", ".", " a", "a ", "é", "a\"",
            "a[b", "\u{0}",
        ]
        var texts = pieces
        for left in pieces { for right in pieces { texts.append(left + right) } }
        for schema in [nil] + texts.map(Optional.some) {
            for name in texts {
                let full = (schema.map { $0 + ":" } ?? "") + name
                let read = (try? AttributeReference(parsing: full)).map { reference in
                    reference.sub == nil && reference.name.hasSameBytes(as: name)
                        && (reference.schema.map { $0.hasSameBytes(as: schema ?? "\u{1}") } ?? (schema == nil))
                }
                #expect(AttributeReference.isPlain(schema: schema, name: name) == (read ?? false), "\(full)")
            }
        }
    }
}
