import JSON
import SCIM

/// One answer of a bulk response (RFC 7644 section 3.7.3), as far as it says which operation it is about.
struct BulkItem: Sendable {
    /// What a `location` names.
    enum Place: Sendable {
        case resource(ResourceKind, String)
        case endpoint(ResourceKind)
    }

    /// In capitals; nil where it is not told.
    let method: String?
    let bulkID: String?
    /// Nil where it is not told, or is the address of nothing that a gateway can name.
    let place: Place?
    /// Nil where there is none that HTTP knows.
    let status: Int?
    /// The id in the `response`, where that is told.
    let answered: String?

    var isSuccess: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// - Parameters:
    ///   - item: an element of `Operations`; one that is no object says nothing.
    ///   - upstream: whose base the locations are below.
    init(_ item: JSONValue, of upstream: UpstreamAddress) {
        func member(_ name: String) -> JSONValue? { item.objectValue.flatMap { AskedPlace.member($0, name) } }
        func text(_ name: String) -> String? { member(name)?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        method = text("method")?.uppercased()
        bulkID = text("bulkId")
        place = text("location").flatMap { Self.place($0, of: upstream) }
        status = member("status").flatMap(Self.status)
        answered = member("response")?.objectValue.flatMap(StateReader.id(of:))
            .flatMap { GatewayRoute.isID($0) ? $0 : nil }
    }

    /// A number, a number as text, or the object with a `code` of SCIM 2.0's drafts.
    private static func status(_ value: JSONValue) -> Int? {
        let code = value.objectValue.flatMap { AskedPlace.member($0, "code") } ?? value
        let status = code.intValue ?? code.stringValue.flatMap { Int($0) }
        return status.flatMap { (100..<600).contains($0) ? $0 : nil }
    }

    /// What a location names: absolute, or relative with the base of the service or without.
    ///
    /// Services behind proxies give addresses of their own, so below another base than the service's the end counts.
    private static func place(_ location: String, of upstream: UpstreamAddress) -> Place? {
        guard location.utf8.count <= 8_192 else { return nil }
        let whole = upstream.resolve(location, asked: "/Bulk")
        let base = AddressRewriter(from: upstream.prefixes, path: upstream.path, to: "")
        guard let rest = base.replaced(whole) else { return place(path(of: whole).split(separator: "/").suffix(2)) }
        return place(rest.prefix { $0 != "?" && $0 != "#" }.split(separator: "/"))
    }

    private static func place(_ names: [Substring]) -> Place? {
        switch GatewayRoute(method: names.count == 1 ? "POST" : "PUT", path: "/" + names.joined(separator: "/")) {
        case .create(let kind): .endpoint(kind)
        case .change(let kind, let id): .resource(kind, id)
        default: nil
        }
    }

    /// The path of an absolute address.
    private static func path(of address: String) -> Substring {
        let rest = address.prefix { $0 != "?" && $0 != "#" }
        guard let mark = rest.firstRange(of: "://") else { return rest }
        return rest[mark.upperBound...].drop { $0 != "/" }
    }
}
