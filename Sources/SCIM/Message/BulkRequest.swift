package import JSON

/// Many writes in one request (RFC 7644 section 3.7).
package struct BulkRequest: Sendable {
    /// One write as it was sent, or what is wrong with it: a malformed operation fails alone.
    package struct Operation: Sendable {
        /// In capitals where methods may be written in any case, else as it was sent; empty when it was missing.
        package var method: String
        /// As it was sent, empty when it was missing.
        package var path: String
        package var bulkID: String?
        /// For `If-Match`.
        package var version: String?
        package var data: JSONValue?
        package var refusal: SCIMError?
    }

    package let operations: [Operation]
    /// After so many errors no further operation is tried; nil for no end.
    package let failOnErrors: Int?

    /// Reads the body.
    ///
    /// - Throws: `invalidSyntax` for what is no bulk request, 413 for more operations than `limit`, `invalidValue` for a
    ///   `bulkId` that stands twice.
    package init(parsing body: JSONValue, limit: Int, _ leniency: Leniency = .providers) throws(SCIMError) {
        let message = try MessageMembers(body, schema: SchemaURN.bulkRequest, leniency)
        guard let list = message["Operations"]?.arrayValue else {
            throw SCIMError.invalidSyntax("Operations is required and must be an array.", attribute: "Operations")
        }
        guard list.count <= limit else {
            throw SCIMError(
                status: 413,
                "The request has \(list.count) operations, more than the limit maxOperations of \(limit) (setting "
                    + "scim.bulk-operations): send them in several requests.", attribute: "Operations")
        }
        failOnErrors = try message.integer("failOnErrors")
        guard failOnErrors ?? 1 >= 1 else { throw SCIMError.invalidValue("failOnErrors", "must be 1 or more") }
        operations = list.map { Operation($0, leniency) }
        var known: Set<String> = []
        for id in operations.compactMap(\.bulkID) where !known.insert(id).inserted {
            throw SCIMError.invalidValue("bulkId", "must be another one for every operation, and one stands twice")
        }
    }
}

extension BulkRequest.Operation {
    init(_ item: JSONValue, _ leniency: Leniency) {
        func member(_ name: String) -> JSONValue? {
            item.objectValue?.members.first { $0.name.isSameName(as: name) && !$0.value.isNull }?.value
        }
        let method = member("method")?.stringValue ?? ""
        self.method = leniency.operationsInAnyCase ? method.uppercased() : method
        path = member("path")?.stringValue ?? ""
        bulkID = member("bulkId")?.stringValue
        version = member("version")?.stringValue
        data = member("data")
        refusal = fault(item, hasVersion: member("version") != nil, hasBulkID: member("bulkId") != nil)
    }

    private func fault(_ item: JSONValue, hasVersion: Bool, hasBulkID: Bool) -> SCIMError? {
        if item.objectValue == nil {
            return SCIMError.invalidSyntax("Every operation must be a JSON object.", attribute: "Operations")
        }
        do throws(SCIMError) { try item.objectValue?.refuseRepeatedNames() } catch { return error }
        guard ["POST", "PUT", "PATCH", "DELETE"].contains(method) else {
            return SCIMError.invalidSyntax("method must be POST, PUT, PATCH or DELETE.", attribute: "method")
        }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 2_048 else {
            return SCIMError.invalidSyntax("path must be a path such as /Users, below the base.", attribute: "path")
        }
        if hasBulkID, !(bulkID.map { (1...256).contains($0.utf8.count) } ?? false) {
            return SCIMError.invalidSyntax("bulkId must be a string of 1 to 256 bytes.", attribute: "bulkId")
        }
        if method == "POST", bulkID == nil {
            return SCIMError.invalidSyntax("bulkId is required with POST.", attribute: "bulkId")
        }
        if hasVersion, version == nil {
            return SCIMError.invalidSyntax("version must be a string.", attribute: "version")
        }
        if method != "DELETE", data?.objectValue == nil {
            return SCIMError.invalidSyntax("data is required with \(method) and must be an object.", attribute: "data")
        }
        return nil
    }

    /// The `bulkId`s that the path and the data refer to, as `bulkId:…`.
    package var references: Set<String> {
        var found = Set(BulkReference.steps(of: path))
        if let data { BulkReference.collect(data, into: &found) }
        return found
    }

    /// The operation with the ids that the references stand for.
    package func resolved(_ ids: [String: String]) -> BulkRequest.Operation {
        var copy = self
        copy.path = BulkReference.path(path, ids)
        copy.data = data.map { BulkReference.replace($0, ids) }
        return copy
    }
}
