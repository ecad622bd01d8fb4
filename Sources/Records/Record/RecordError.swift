/// Why something was refused as a record: what, and in which field.
///
/// Two errors are equal when code and field are. `reason` never repeats a value, which may be personal data.
package struct RecordError: Error, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case missing, unknownMember, wrongType, empty, tooLong, tooMany, tooDeep, tooLarge, invalidCharacter
        case unknownAction, invalidValue, reserved
    }

    package let code: Code
    /// The field as a path: `changes[0].after`; empty for the record as a whole.
    package let field: String
    package let reason: String

    package init(_ code: Code, _ field: String, _ reason: String) {
        self.code = code
        self.field = field
        self.reason = reason
    }

    package var description: String { field.isEmpty ? reason : "\(field): \(reason)" }

    package static func == (left: RecordError, right: RecordError) -> Bool {
        left.code == right.code && left.field == right.field
    }
}
