/// What a submitter waits for.
package enum Acknowledgement: String, Sendable, CaseIterable {
    /// The record survives power loss.
    case durable
    /// A signed and shown checkpoint covers the record.
    case published
}
