import Foundation
import Records
import SCIM

/// What a request to a gateway is about, told by method and path alone.
enum GatewayRoute: Sendable, Equatable {
    /// Asks and changes nothing: passed on as it is.
    case read
    case create(ResourceKind)
    /// PUT, PATCH or DELETE of one resource, its id decoded.
    case change(ResourceKind, id: String)
    case bulk
    /// A write of another form: on record with what was asked, since nobody can say what it changes.
    case other
    /// Not passed on: the path could lead elsewhere.
    case astray

    init(method: String, path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.isEmpty || path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 8_192,
            !segments.contains(where: UpstreamAddress.goesAstray),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x23 })
        else {
            self = .astray
            return
        }
        let names = segments.filter { !$0.isEmpty }
        guard !["GET", "HEAD", "OPTIONS"].contains(method) else {
            self = .read
            return
        }
        if method == "POST", names.last?.lowercased() == ".search" {
            self = .read
            return
        }
        self = Self.write(method, names)
    }

    private static func write(_ method: String, _ names: [Substring]) -> GatewayRoute {
        guard let first = names.first, let kind = ResourceKind(endpoint: String(first)) else { return .other }
        switch (method, names.count) {
        case ("POST", 1):
            if kind.endpoint.isSameName(as: "Bulk") { return .bulk }
            return kind.endpoint.isSameName(as: "Me") ? .other : .create(kind)
        case ("PUT", 2), ("PATCH", 2), ("DELETE", 2):
            guard let id = names[1].removingPercentEncoding, isID(id) else { return .other }
            return .change(kind, id: id)
        default: return .other
        }
    }

    /// Whether an id is one that a record can name.
    static func isID(_ id: String) -> Bool {
        !id.isEmpty && id.utf8.count <= 1_000
            && !id.unicodeScalars.contains { $0.properties.generalCategory == .control } && !Secrets.hasToken(id)
    }

    static func == (left: GatewayRoute, right: GatewayRoute) -> Bool {
        switch (left, right) {
        case (.read, .read), (.bulk, .bulk), (.other, .other), (.astray, .astray): true
        case (.create(let a), .create(let b)): a == b
        case (.change(let a, let x), .change(let b, let y)): a == b && x == y
        default: false
        }
    }
}
