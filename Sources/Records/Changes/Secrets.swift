package import JSON

/// Keeps secrets out of records.
package enum Secrets {
    package static let marker: JSONValue = "[withheld]"

    static func withheld(path: String, before: JSONValue?, after: JSONValue?) -> (String, JSONValue?, JSONValue?) {
        (path, before, after)
    }

    static func withheld(_ object: JSONObject) -> JSONObject { object }
}
