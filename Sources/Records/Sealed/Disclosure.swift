package import JSON
internal import TransparencyLog

/// One field of a record as it is hashed: the JSON array `[salt, name, value]`.
package struct Disclosure: Sendable, Equatable {
    /// 16 random bytes.
    package let salt: [UInt8]
    package let name: String
    package let value: JSONValue

    /// The name of disclosure 0.
    package static let namesName = "names"
    static let limits = JSONLimits(bytes: SealedRecord.sizeLimit, depth: RecordLimits.depth + 4)

    /// Reads a disclosure strictly; nil when it has another form.
    package init?(parsing bytes: some Sequence<UInt8>) {
        guard let json = try? JSONValue(parsing: bytes, limits: Self.limits), let items = json.arrayValue,
            items.count == 3, let text = items[0].stringValue, let salt = Self.salt(text),
            let name = items[1].stringValue
        else { return nil }
        self.salt = salt
        self.name = name
        value = items[2]
    }

    /// The value of the disclosure of that name, read where it lies; nil when it is another's or has another form. The
    /// same as reading the whole of it.
    package static func value(in bytes: UnsafeRawBufferPointer, of name: DisclosureName) -> JSONValue? {
        // What is written otherwise, with spaces for instance, is read the long way.
        guard bytes.count > 28, bytes.has("[\"", at: 0), bytes.has("==\",\"", at: 24),
            let end = name.end(in: bytes, from: 29), bytes.has("\",", at: end),
            bytes[bytes.count - 1] == UInt8(ascii: "]"), Base64.isSixteenBytes(bytes.part(2..<26)),
            end + 2 < bytes.count,
            let value = try? JSONValue(parsing: bytes.part(end + 2..<bytes.count - 1), limits: valueLimits)
        else {
            guard let whole = Disclosure(parsing: Array(bytes)), whole.name.utf8.elementsEqual(name.description.utf8)
            else { return nil }
            return whole.value
        }
        return value
    }

    private static let valueLimits = JSONLimits(bytes: SealedRecord.sizeLimit, depth: limits.depth - 1)

    /// 22 characters of base64 and two of padding, unused bits zero.
    private static func salt(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 24, let bytes = Base64.decode(text.utf8), bytes.count == 16 else { return nil }
        return bytes
    }
}
