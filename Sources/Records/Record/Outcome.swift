/// What became of an action.
package enum Outcome: String, Sendable, CaseIterable {
    case success, failed, refused
    /// An open attempt; a later record tells how it ended.
    case attempted
    /// Seen, not made here (drift).
    case observed
}
