import JSON
import Records
import SCIM

/// Keeps a resource within what a record can hold.
enum ContentLimits {
    /// Bytes of a whole resource as JSON, well below what one record may have.
    static let resource = 600 << 10

    static func check(_ attributes: JSONObject) throws(SCIMError) {
        for name in ["userName", "displayName", "externalId"] {
            let length = attributes[name]?.stringValue?.utf8.count ?? 0
            guard length <= RecordLimits.name else { throw tooLong(name, RecordLimits.name) }
            guard !(attributes[name]?.stringValue?.utf8.contains(0) ?? false) else {
                throw SCIMError.invalidValue(name, "must not hold the character U+0000")
            }
        }
        var whole = 2
        for (name, value) in attributes.members {
            let length = value.bytes.count
            guard length <= RecordLimits.value else { throw tooLong(name, RecordLimits.value) }
            whole += name.utf8.count + length + 4
        }
        for name in ["roles", "entitlements"] {
            for element in attributes[name]?.arrayValue ?? [] {
                let length = element["value"]?.stringValue?.utf8.count ?? 0
                guard length <= RecordLimits.name else { throw tooLong("\(name).value", RecordLimits.name) }
            }
        }
        guard whole <= resource else {
            throw SCIMError(status: 413, "The resource is larger than \(resource) bytes.")
        }
    }

    private static func tooLong(_ name: String, _ limit: Int) -> SCIMError {
        SCIMError(status: 400, .invalidValue, "\(name) is longer than \(limit) bytes.", attribute: name)
    }
}
