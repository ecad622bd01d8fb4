package import Records
extension Record {
    package func identity(of party: Party) -> Identity {
        Identity(kind: party.type, namespace: party.namespace ?? source ?? "default", id: party.id)
    }
}
