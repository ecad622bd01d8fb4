/// Why a question was refused: which part of it, and what is allowed there.
///
/// `reason` never repeats the value, which may be someone's name.
package struct QueryError: Error, Equatable, CustomStringConvertible {
    /// The part of the question, spelt as the HTTP query parameter: `since`, `action`, `q`, …
    package let parameter: String
    package let reason: String

    package init(_ parameter: String, _ reason: String) {
        self.parameter = parameter
        self.reason = reason
    }

    package var description: String { "\(parameter): \(reason)" }
}
