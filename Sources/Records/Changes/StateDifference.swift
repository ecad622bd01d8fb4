package import JSON

/// The difference of two states of one resource, as changes, and back.
package enum StateDifference {
    /// What leads from one state to the other; nil is the state of what does not exist.
    package static func changes(from before: JSONObject?, to after: JSONObject?) -> [Change] { [] }

    /// The state that the changes lead to.
    package static func apply(_ changes: [Change], to state: JSONObject) throws(RecordError) -> JSONObject { state }
}
