import Catalog
import HTTPTypes
import JSON
import Recorder

extension Visit {
    /// Whoever a name means, with the answer; 404 for nobody, 409 with the candidates for several, which are a reading.
    func one<Answer>(
        _ found: NamedAnswer<Answer>, field: String, _ kind: Reading.Kind, _ parameters: AskParameters
    ) throws(Problem) -> (CataloguedIdentity, Answer) {
        switch found {
        case .found(let identity, let answer): return (identity, answer)
        case .unknown: throw .unknownIdentity(field)
        case .ambiguous(let candidates):
            reading(kind, parameters, events: 0)
            throw .ambiguousIdentity(candidates, field: field)
        }
    }
}

extension Problem {
    /// 404: nobody is called so.
    static func unknownIdentity(_ field: String) -> Problem {
        var problem = Problem.notFound("No entry of this log names anyone by that id, name, externalId or label.")
        problem.field = field
        return problem
    }

    /// 409 with the candidates.
    static func ambiguousIdentity(_ candidates: [CataloguedIdentity], field: String) -> Problem {
        var problem = Problem(
            .conflict, "ambiguous",
            "Several identities fit. Ask for one of the candidates by its label, or by its id with type and namespace.")
        problem.field = field
        problem.members = [("candidates", .array(candidates.map(\.json)))]
        return problem
    }
}
