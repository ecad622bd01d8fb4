import Differences
package import JSON

extension Draft {
    /// What stands in the record's `extra`.
    var extra: JSONObject {
        var extra = JSONObject([(Self.marker, Self.version)])
        if isInactive { extra["inactive"] = true }
        return extra
    }

    /// Member of `extra` that marks the records which make the directory's state, and the version of their form.
    package static let marker = "scim"
    package static let version: JSONValue = 1

    /// The namespace of the identifiers that the directory gives.
    package static let namespace = "scim"
}
