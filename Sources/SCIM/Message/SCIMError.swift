package import JSON

/// Why a request was refused, as the Error message of RFC 7644 section 3.12.
///
/// Two errors are equal when status and `scimType` are. `detail` names the attribute and never repeats a value.
package struct SCIMError: Error, Equatable, CustomStringConvertible {
    /// The keywords of RFC 7644 table 9, and those of RFC 9865.
    package enum ScimType: String, Sendable {
        case invalidFilter, tooMany, uniqueness, mutability, invalidSyntax, invalidPath, noTarget, invalidValue
        case invalidVers, sensitive
        /// RFC 9865 section 2.2.
        case invalidCursor, expiredCursor, invalidCount
    }

    /// HTTP status.
    package let status: Int
    package let scimType: ScimType?
    package let detail: String
    /// The attribute, as a path, when one is to blame.
    package let attribute: String?

    /// A refusal for which the RFC has no keyword.
    package init(status: Int, _ detail: String, attribute: String? = nil) {
        self.init(status: status, nil, detail, attribute: attribute)
    }

    package init(status: Int, _ scimType: ScimType?, _ detail: String, attribute: String? = nil) {
        self.status = status
        self.scimType = scimType
        self.detail = detail
        self.attribute = attribute.map(Self.bounded)
    }

    /// A name that a client sent, cut where it is longer than any attribute's path.
    static func bounded(_ name: String) -> String {
        name.utf8.count <= 256 ? name : String(decoding: name.utf8.prefix(60), as: UTF8.self) + "…"
    }

    package var description: String { "\(status) \(scimType?.rawValue ?? "-"): \(detail)" }

    /// What may stand in a record as the reason: keyword and attribute.
    package var reason: String {
        [scimType?.rawValue ?? "status \(status)", attribute].compactMap { $0 }.joined(separator: ": ")
    }

    package static func == (left: SCIMError, right: SCIMError) -> Bool {
        left.status == right.status && left.scimType == right.scimType
    }

    /// The message body; `status` is a string there.
    package var json: JSONValue {
        var object = JSONObject([("schemas", [.string(SchemaURN.error)])])
        if let scimType { object["scimType"] = .string(scimType.rawValue) }
        object["detail"] = .string(detail)
        object["status"] = .string(String(status))
        return .object(object)
    }
}

extension SCIMError {
    /// What no schema of the resource knows, where that is not let pass.
    static func unknown(_ name: String) -> SCIMError {
        SCIMError(
            status: 400, .invalidSyntax, "\(bounded(name)) is no attribute of this resource.", attribute: name)
    }

    package static func invalidValue(_ attribute: String, _ what: String) -> SCIMError {
        SCIMError(status: 400, .invalidValue, "\(bounded(attribute)) \(what)", attribute: attribute)
    }

    static func twoPrimaries(_ path: String) -> SCIMError {
        invalidValue("\(path).primary", "may be true for one value only")
    }

    package static func mutability(_ attribute: String, _ what: String) -> SCIMError {
        SCIMError(status: 400, .mutability, "\(attribute) \(what)", attribute: attribute)
    }

    package static func invalidSyntax(_ detail: String, attribute: String? = nil) -> SCIMError {
        SCIMError(status: 400, .invalidSyntax, detail, attribute: attribute)
    }

    package static func tooMany(_ detail: String) -> SCIMError {
        SCIMError(status: 400, .tooMany, detail, attribute: "filter")
    }

    static func invalidFilter(_ detail: String, attribute: String? = nil) -> SCIMError {
        SCIMError(status: 400, .invalidFilter, detail, attribute: attribute)
    }

    package static func invalidPath(_ detail: String, attribute: String? = nil) -> SCIMError {
        SCIMError(status: 400, .invalidPath, detail, attribute: attribute)
    }
}
