internal import JSON
package import TransparencyLog

/// A record as salted disclosures, ready to be sealed: the bytes, their digests, and whose they are.
package struct RecordDisclosures: Sendable {
    /// Disclosures 1, 2, … one behind the other.
    package private(set) var bytes: [UInt8] = []
    /// Where each stands in `bytes`; the first is disclosure 1.
    package private(set) var ranges: [Range<Int>] = []
    /// The place in `owners` of each one's owner.
    package private(set) var parts: [Int] = []
    /// The distinct owners in the order of their first disclosure.
    package private(set) var owners: [Identity] = []
    /// Disclosure 0.
    package private(set) var names: [UInt8] = []
    /// SHA-256 of each disclosure, disclosure 0 first.
    package private(set) var digests: [Hash] = []
    /// Random bytes left for the sealer, twelve for each owner.
    package private(set) var nonces: ArraySlice<UInt8> = []

    private static let saltSize = 16
    private static let nonceSize = 12

    /// Cuts the record. `random` is asked once.
    ///
    /// - Throws: `RecordError` when the record speaks of more persons than can own parts of it.
    package init(_ record: Record, log: Identity, random: RandomSource) throws(RecordError) {
        let fields = record.fields(log: log)
        bytes.reserveCapacity(96 * fields.count)
        names.reserveCapacity(48 + 24 * fields.count)
        ranges.reserveCapacity(fields.count)
        parts.reserveCapacity(fields.count)
        for field in fields { parts.append(try part(of: field.owner)) }
        let random = random.bytes((fields.count + 1) * Self.saltSize + owners.count * Self.nonceSize)
        nonces = random.suffix(owners.count * Self.nonceSize)
        random.withUnsafeBytes { random in
            func salt(_ number: Int) -> UnsafeRawBufferPointer {
                UnsafeRawBufferPointer(rebasing: random[(number * Self.saltSize)..<((number + 1) * Self.saltSize)])
            }
            Self.open(&names, salt: salt(0))
            names.append(ascii: "names\",[")
            for (place, field) in fields.enumerated() { add(field, parts[place], salt: salt(place + 1)) }
            names.append(ascii: "]]")
        }
        digest()
    }

    private mutating func part(of owner: Identity) throws(RecordError) -> Int {
        if let place = owners.firstIndex(of: owner) { return place }
        guard owners.count < RecordLimits.owners else {
            throw RecordError(.tooMany, "", "the record speaks of more than \(RecordLimits.owners - 1) persons")
        }
        owners.append(owner)
        return owners.count - 1
    }

    /// `["<salt>","`
    private static func open(_ output: inout [UInt8], salt: UnsafeRawBufferPointer) {
        output.append(ascii: "[\"")
        output.append(base64: salt)
        output.append(ascii: "\",\"")
    }

    private mutating func add(_ field: RecordField, _ part: Int, salt: UnsafeRawBufferPointer) {
        let start = bytes.count
        Self.open(&bytes, salt: salt)
        let name = bytes.count
        field.name.append(to: &bytes)
        names.append(ascii: start == 0 ? "[\"" : ",[\"")
        names.append(contentsOf: bytes[name...])
        names.append(ascii: "\",")
        names.append(decimal: UInt64(part))
        names.append(UInt8(ascii: "]"))
        bytes.append(ascii: "\",")
        field.value.append(to: &bytes)
        bytes.append(UInt8(ascii: "]"))
        ranges.append(start..<bytes.count)
    }

    private mutating func digest() {
        digests.reserveCapacity(ranges.count + 1)
        digests.append(Hash.sha256(names))
        digests += bytes.withUnsafeBytes { MerkleTree.digests($0, ranges) }
    }

    /// The plaintext of one part: each of its disclosures behind its number (16 bits) and length (32 bits).
    package func plaintext(part: Int) -> [UInt8] {
        var plaintext: [UInt8] = []
        plaintext.reserveCapacity(owners.count == 1 ? bytes.count + 6 * ranges.count : bytes.count)
        for (place, range) in ranges.enumerated() where parts[place] == part {
            plaintext.append(bigEndian: UInt16(clamping: place + 1))
            plaintext.append(bigEndian: UInt32(clamping: range.count))
            plaintext.append(contentsOf: bytes[range])
        }
        return plaintext
    }
}

extension RecordField.Value {
    /// Appends the value as JSON.
    fileprivate func append(to output: inout [UInt8]) {
        switch self {
        case .identity(let identity):
            output.append(UInt8(ascii: "["))
            JSONWriter.append(string: identity.kind, to: &output)
            output.append(UInt8(ascii: ","))
            JSONWriter.append(string: identity.namespace, to: &output)
            output.append(UInt8(ascii: ","))
            JSONWriter.append(string: identity.id, to: &output)
            output.append(UInt8(ascii: "]"))
        case .text(let text): JSONWriter.append(string: text, to: &output)
        case .time(let time):
            output.append(UInt8(ascii: "\""))
            time.append(to: &output)
            output.append(UInt8(ascii: "\""))
        case .json(let value): JSONWriter.append(value, to: &output)
        }
    }
}
