import SCIM

/// What a path under the service's base means.
enum Route: Equatable {
    case collection(StoredResource.Kind)
    case resource(StoredResource.Kind, id: String)
    /// `/.search` at the root (nil) or of a type.
    case search(StoredResource.Kind?)
    case root
    case serviceProviderConfig
    case resourceTypes(String?)
    case schemas(String?)
    case me
    case bulk
    case unknown

    /// Reads a percent-decoded path; a slash at its end is let pass, since some clients send it.
    init(_ path: String, _ types: ServedTypes) {
        let parts = path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case (nil, _): self = .root
        case (".search", 1): self = .search(nil)
        case ("ServiceProviderConfig", 1): self = .serviceProviderConfig
        case ("ResourceTypes", 1...2): self = .resourceTypes(parts.count == 2 ? parts[1] : nil)
        case ("Schemas", 1...2): self = .schemas(parts.count == 2 ? parts[1] : nil)
        case ("Me", _): self = .me
        case ("Bulk", 1): self = .bulk
        case (let first?, 1...2):
            guard let kind = types.kinds.first(where: { $0.isEndpoint(first) }) else {
                self = .unknown
                return
            }
            if parts.count == 1 {
                self = .collection(kind)
            } else {
                self = parts[1] == ".search" ? .search(kind) : .resource(kind, id: parts[1])
            }
        default: self = .unknown
        }
    }

    /// The methods that the path knows.
    var methods: [String] {
        switch self {
        case .collection: ["GET", "HEAD", "POST"]
        case .resource: ["GET", "HEAD", "PUT", "PATCH", "DELETE"]
        case .search, .bulk: ["POST"]
        case .root, .serviceProviderConfig, .resourceTypes, .schemas: ["GET", "HEAD"]
        case .me, .unknown: []
        }
    }
}

extension StoredResource.Kind {
    /// Whether a part of a path names the type's collection.
    fileprivate func isEndpoint(_ part: String) -> Bool {
        type.endpoint.utf8.dropFirst().elementsEqual(part.utf8)
    }
}
