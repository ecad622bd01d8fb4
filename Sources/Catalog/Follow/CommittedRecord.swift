package import Records

package struct CommittedRecord: Sendable {
    package let index: UInt64
    package let entry: Entry
    package let record: Record?
    package let unreadable: [Label]

    package init(index: UInt64, entry: Entry, record: Record?, unreadable: [Label]) {
        self.index = index
        self.entry = entry
        self.record = record
        self.unreadable = unreadable
    }
}
extension Record {
    func identity(of party: Party) -> Identity {
        Identity(kind: party.type, namespace: party.namespace ?? source ?? "", id: party.id)
    }
}
