import SCIM

/// What a request demands of the version of its resource (RFC 7644 section 3.14, RFC 9110 section 13). Entity tags are
/// compared weakly, `*` stands for any resource that there is.
package struct Preconditions: Sendable {
    private var ifMatch: EntityTags?
    private var ifNoneMatch: EntityTags?

    /// Demands nothing.
    package init() {}

    /// Reads the header fields.
    ///
    /// - Throws: `invalidVers` for a field that is no list of entity tags.
    init(_ request: SCIMRequest, _ leniency: Leniency) throws(SCIMError) {
        ifMatch = try Self.tags(request, "if-match", leniency)
        ifNoneMatch = try Self.tags(request, "if-none-match", leniency)
    }

    private static func tags(
        _ request: SCIMRequest, _ name: String, _ leniency: Leniency
    ) throws(SCIMError) -> EntityTags? {
        guard let header = request.headers[name] else { return nil }
        guard let tags = EntityTags(header, leniency) else {
            let field = name == "if-match" ? "If-Match" : "If-None-Match"
            throw SCIMError(status: 400, .invalidVers, "\(field) is no list of entity tags.", attribute: "meta.version")
        }
        return tags
    }

    /// Whether a resource's version matters at all.
    var areThere: Bool { ifMatch != nil || ifNoneMatch != nil }

    /// Refuses a resource that is not of the version that was demanded: 412.
    func check(_ entityTag: String) throws(SCIMError) {
        guard ifMatch?.contains(entityTag) ?? true else {
            throw SCIMError(
                status: 412, "The resource has changed: its version is not the one in If-Match.",
                attribute: "meta.version")
        }
        guard !(ifNoneMatch?.contains(entityTag) ?? false) else {
            throw SCIMError(
                status: 412, "The resource is there, with a version that If-None-Match excludes.",
                attribute: "meta.version")
        }
    }

    /// For a read: whether the client has this version already (304); 412 when it demands another.
    func isUnchanged(_ entityTag: String) throws(SCIMError) -> Bool {
        if ifNoneMatch?.contains(entityTag) ?? false { return true }
        try check(entityTag)
        return false
    }
}
