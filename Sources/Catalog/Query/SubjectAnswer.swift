/// What the catalog knows of whoever a name was meant for.
package enum SubjectAnswer: Sendable {
    /// No entry of this log names such an identity.
    case unknown
    /// Several do; the candidates, the most recently named first, `SubjectAnswer.mostCandidates` at most.
    case ambiguous([CataloguedIdentity])
    case found(CataloguedIdentity, EventPage)

    package static let mostCandidates = 20
}
