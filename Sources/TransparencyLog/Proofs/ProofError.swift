/// A proof that cannot exist was asked for, such as the inclusion of an entry beyond the tree.
public struct ProofError: Error, Equatable, CustomStringConvertible {
    /// What was asked and why there is no such proof.
    public let description: String

    init(_ description: String) { self.description = description }
}
