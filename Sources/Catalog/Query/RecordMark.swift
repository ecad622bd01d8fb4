/// A mark that a gateway puts on a record of its own, in `extra.gateway` (docs/gateway.md). The raw value is its name there
/// and in the query language.
package enum RecordMark: String, Sendable, CaseIterable {
    /// Found changed, and not by a write that passed.
    case drift
    /// Seen with a write that did not ask for it.
    case unasked
    /// Something was asked for and is not so.
    case differing
    /// A replacement left out what is still there.
    case kept
    /// What was seen: `observed` of the outcome.
    case changed, nothing, unknown
    /// Seen for the first time.
    case first
    /// The record that closes its attempt.
    case closes
    /// Of an outcome that is unknown: how the resource was left is on record.
    case settled
    /// What was asked for may still come.
    case mayCome
    /// Who all the members of the group are.
    case allMembers
    /// The attempt asked for something that was not understood, or for more than its changes tell.
    case unreadable, untold
    /// Attributes were too large to be kept.
    case omitted
}
