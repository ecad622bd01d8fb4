internal import TransparencyLog

extension EntryForm {
    /// Reads `<label> <count> <previous or ->`.
    static func reference(
        _ role: Reference.Role, _ value: UnsafeRawBufferPointer, _ number: Int
    ) throws(EntryError) -> Reference {
        guard value.count > Hash.base64Length, value[Hash.base64Length] == UInt8(ascii: " "),
            let hash = Hash(base64: value.part(0..<Hash.base64Length)), hash != .zero,
            let space = onlySpace(in: value, from: Hash.base64Length + 1)
        else { throw EntryError(.label, line: number, "a label is 32 bytes in base64, not all zero") }
        guard let count = Decimal.parse(value.part(Hash.base64Length + 1..<space)) else {
            throw EntryError(.number, line: number, "a count is a decimal number without leading zeros")
        }
        let rest = value.part(space + 1..<value.count)
        let previous = Decimal.parse(rest)
        guard count == 0 ? rest.count == 1 && rest[0] == UInt8(ascii: "-") : previous != nil else {
            throw EntryError(
                .number, line: number, "the previous index is a number, or '-' exactly when the count is 0")
        }
        return Reference(role: role, label: Label(hash: hash), count: count, previous: previous)
    }

    /// The space behind `start`; nil when there is none, or more than one.
    private static func onlySpace(in value: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var found: Int?
        for place in start..<value.count where value[place] == UInt8(ascii: " ") {
            guard found == nil else { return nil }
            found = place
        }
        return found
    }

    static func checkRepetition(
        _ reference: Reference, _ earlier: ArraySlice<Reference>, _ number: Int
    ) throws(EntryError) {
        for other in earlier where other.label == reference.label {
            guard other.count == reference.count, other.previous == reference.previous else {
                throw EntryError(.repeatedLabel, line: number, "a label has the same numbers on each of its lines")
            }
        }
    }
}
