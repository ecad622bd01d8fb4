internal import JSON

/// Whom or what a record names: a kind, the namespace that gave the id, and the stable id.
///
/// Compared byte for byte. One identity has one label in whatever role it stands.
package struct Identity: Sendable {
    /// `user`, `group`, `role`, `service`, …
    package let kind: String
    /// The source that the id belongs to.
    package let namespace: String
    package let id: String

    package init(kind: String, namespace: String, id: String) {
        self.kind = kind
        self.namespace = namespace
        self.id = id
    }

    /// The log itself, which owns what speaks of nobody.
    package static func log(origin: String) -> Identity { Identity(kind: "log", namespace: "muster", id: origin) }

    /// Whether fields that speak of this identity are sealed under a key of its own: true for every kind that is not
    /// known to be impersonal, so that a new kind errs towards erasable.
    package var isPerson: Bool { !Self.impersonalKinds.contains(kind) }

    package static let impersonalKinds: Set<String> = [
        "group", "role", "permission", "entitlement", "app", "service", "binding", "policy", "resource", "token",
        "log", "request", "source", "credential", "session", "organization",
    ]
}

extension Identity: Hashable {
    package static func == (left: Identity, right: Identity) -> Bool {
        left.id.hasSameBytes(as: right.id) && left.kind.hasSameBytes(as: right.kind)
            && left.namespace.hasSameBytes(as: right.namespace)
    }

    package func hash(into hasher: inout Hasher) {
        for text in [kind, namespace, id] {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
            hasher.combine(0 as UInt8)
        }
    }
}
