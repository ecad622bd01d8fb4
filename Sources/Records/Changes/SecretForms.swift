/// Secrets that stand within a text and give themselves away: by their own form, or by a name before them.
enum SecretForms {
    /// The text with the marker in the place of every secret in it; nil when there is none.
    ///
    /// Both sorts are looked for: tokens (`SecretScanner.tokens`) and, with `names`, what follows the name of a secret and
    /// `:` or `=`.
    static func withheld(_ text: String, names: Bool = true) -> String? {
        scan(text, names: names) { bytes, found in found.isEmpty ? nil : cut(found, from: bytes) }
    }

    /// Whether a token stands in the text: what has the form of a secret whatever stands before it.
    static func hasToken(_ text: String) -> Bool {
        scan(text, names: false) { _, found in !found.isEmpty }
    }

    private static func scan<Answer>(
        _ text: String, names: Bool, _ answer: (UnsafeBufferPointer<UInt8>, [Range<Int>]) -> Answer
    ) -> Answer {
        func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> Answer {
            var scanner = SecretScanner(bytes, names: names)
            scanner.scan()
            return answer(bytes, scanner.found)
        }
        return text.utf8.withContiguousStorageIfAvailable(scan) ?? Array(text.utf8).withUnsafeBufferPointer(scan)
    }

    private static func cut(_ ranges: [Range<Int>], from bytes: UnsafeBufferPointer<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 8 * ranges.count)
        var position = 0
        for range in ranges {
            output.append(contentsOf: bytes[position..<range.lowerBound])
            output.append(contentsOf: Secrets.marker.utf8)
            position = range.upperBound
        }
        output.append(contentsOf: bytes[position...])
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether the text is the id of an AWS access key; secrets stand near it.
    static func isAccessKeyID(_ text: String) -> Bool {
        guard text.utf8.count == 20, text.utf8.first == UInt8(ascii: "A") else { return false }
        var text = text
        return text.withUTF8 { SecretScanner.accessKeyID(in: $0, at: 0) != nil }
    }

    /// Whether the text as a whole could be the secret that belongs to an AWS access key.
    static func isAccessKeySecret(_ text: String) -> Bool {
        guard text.utf8.count == SecretScanner.accessKeySecretLength else { return false }
        var text = text
        return text.withUTF8 { SecretScanner.isAccessKeySecret($0, 0..<$0.count) }
    }
}
