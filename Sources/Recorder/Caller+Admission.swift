import JSON
package import Records

extension Caller {
    /// Sources and namespaces under which Muster itself records: its own acts, and its SCIM service's resources. No
    /// record that is handed in may speak under them, or it could take their idempotency keys and their identities.
    package static let reservedNamespaces: Set<String> = ["muster", "scim"]
    /// What the namespaces of gateways begin with.
    package static let reservedPrefix = "gateway:"

    /// Why a record may not be handed in by this caller.
    package struct NotAdmitted: Error, Equatable {
        package enum Reason: Sendable, Equatable {
            /// The field holds a name that Muster keeps for itself.
            case reserved
            /// The field names another source than the token's own, for which it needs the scope `attest`.
            case otherSource
        }

        package let reason: Reason
        /// Path of the field, such as `resource[1].namespace`.
        package let field: String
    }

    /// Checks a record as it was handed in: its source, and the namespaces of all whom it names.
    ///
    /// Retries are known by source and key, and ids belong to their source. So a source is its token's own; whoever
    /// may attest what others did may name another. As the actor a token may name itself, as Muster would.
    package func admit(_ record: Record) throws(NotAdmitted) {
        if let named = record.source, !maySpeak(for: named) {
            throw NotAdmitted(reason: Self.isReserved(named) ? .reserved : .otherSource, field: "source")
        }
        for (party, field) in record.parties where party.namespace.map(Self.isReserved) == true {
            guard field == "actor", record.identity(of: party) == record.identity(of: self.party) else {
                throw NotAdmitted(reason: .reserved, field: field + ".namespace")
            }
        }
    }

    /// Whether records of this caller may stand under a source, and ids that name no namespace in it.
    func maySpeak(for named: String) -> Bool {
        !Self.isReserved(named) && (canAttest || named.hasSameBytes(as: source))
    }

    /// In any case: who reads a history should not have to tell `Muster` from `muster`.
    private static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return reservedNamespaces.contains(name) || name.hasPrefix(reservedPrefix)
    }
}

extension Record {
    /// Everybody whom the record names, each with the path of its field.
    fileprivate var parties: [(Party, String)] {
        var parties = [(subject, "subject")]
        if let actor { parties.append((actor, "actor")) }
        if let onBehalfOf { parties.append((onBehalfOf, "onBehalfOf")) }
        let isOne = resources.count == 1
        for (place, resource) in resources.enumerated() {
            parties.append((resource, isOne ? "resource" : "resource[\(place)]"))
        }
        return parties
    }
}
