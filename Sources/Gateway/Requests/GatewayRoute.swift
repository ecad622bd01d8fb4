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
            !segments.contains(where: { TargetForm.goesAstray($0) }),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x23 })
        else {
            self = .astray
            return
        }
        let names = segments.filter { !$0.isEmpty }
        // A slash in the name of an endpoint: some services would take it for two segments.
        guard names.first.map({ TargetForm.name($0) != nil }) ?? true else {
            self = .astray
            return
        }
        guard !["GET", "HEAD", "OPTIONS"].contains(method) else {
            self = .read
            return
        }
        if method == "POST", names.count <= 2, names.last?.lowercased() == ".search" {
            self = .read
            return
        }
        // Services that know parameters of paths write to `r3` when they are asked for `r3;x`.
        guard !names.dropFirst().contains(where: { $0.contains(";") }) else {
            self = .astray
            return
        }
        self = Self.write(method, names)
    }

    private static func write(_ method: String, _ names: [Substring]) -> GatewayRoute {
        guard let first = names.first.flatMap({ TargetForm.name($0) }), let kind = ResourceKind(endpoint: first) else {
            return .other
        }
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

    /// The endpoint that a path begins with, decoded, in lower case; nil where another segment follows.
    static func onlyName(_ path: String) -> String? {
        let names = path.split(separator: "/")
        return names.count == 1 ? TargetForm.name(names[0])?.lowercased() : nil
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
