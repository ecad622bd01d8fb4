package import Records

/// What the ledger takes: an entry that lacks time and positions, and the sealed record that it commits to.
package struct SealedSubmission: Sendable {
    package let template: EntryTemplate
    package let sealed: [UInt8]

    package init(template: EntryTemplate, sealed: [UInt8]) {
        self.template = template
        self.sealed = sealed
    }
}
