import SCIM

extension GatewayRequest {
    /// The request with its target in the form in which it goes on.
    ///
    /// - Throws: `SCIMError` with status 400 for a target that services read in several ways, for a request that asks to be
    ///   taken for another method than it has: what it does would not be what is put on record; and for several
    ///   credentials, of which nobody knows which one counts.
    func checked() throws(SCIMError) -> GatewayRequest {
        guard let path = TargetForm.encoded(path, isQuery: false) else { throw Self.broken }
        var copy = self
        copy.path = path
        if let query {
            guard let query = TargetForm.encoded(query, isQuery: true) else { throw Self.broken }
            copy.query = query
        }
        if let name = headers.first(where: { Self.overrides.contains(FieldRules.folded($0.name)) })?.name {
            throw SCIMError(
                status: 400, "The header field \(name.prefix(64)) does not pass this gateway: send the method itself.")
        }
        // Services do not agree on which of them counts (RFC 9110 section 11.6.2 allows one).
        guard headers.count(where: { FieldRules.folded($0.name) == "authorization" }) <= 1 else {
            throw SCIMError(status: 400, "The header field Authorization stands twice: send one.")
        }
        let names = (copy.query ?? "").split { $0 == "&" || $0 == ";" }.map { $0.prefix { $0 != "=" } }
        guard !names.contains(where: { TargetForm.plain($0)?.lowercased() ?? "_method" == "_method" }) else {
            throw SCIMError(
                status: 400, "The parameter _method does not pass this gateway: send the method itself.")
        }
        if let type = header("content-type")?.lowercased(), Self.forms.contains(where: type.hasPrefix) {
            throw SCIMError(status: 400, "Forms do not pass this gateway: send application/scim+json.")
        }
        return copy
    }

    /// What is answered to a request that does not pass as it is; nil for one that may.
    package var refusal: GatewayAnswer? {
        do throws(SCIMError) { _ = try checked() } catch { return GatewayAnswer(error.status, error.detail) }
        return nil
    }

    private static let broken = SCIMError(
        status: 400, "The target holds a percent sign that begins no two hexadecimal digits: write it as %25.")

    /// Fields by which frameworks let a POST or GET stand for another method, as servers that fold `_` see them.
    private static let overrides: Set<String> = [
        "x-http-method-override", "x-http-method", "x-method-override", "x-method", "x-tunneled-method",
    ]
    /// Bodies in which frameworks look for `_method`.
    private static let forms = ["application/x-www-form-urlencoded", "multipart/form-data"]
}
