import Catalog
import Hummingbird
import Recorder
import Records

/// `/console/access`: who had what at a date, and what changed since another.
struct AccessPage {
    struct View {
        let who: String
        let what: String
        let at: String
        let since: String
        let isEffective: Bool
        let slider: AccessForm.Slider?
        let fault: String?
        var answer: Found?
        var change: Changed?
        var candidates: [PartyView] = []
        var isAmbiguous = false
    }

    /// What was had at the moment.
    struct Found {
        let about: PartyView
        let moment: TimeView
        let isOfHolder: Bool
        let lines: [AccessLineView]
        let hasLines: Bool
        let number: String
        let isCut: Bool
        /// Whether nothing can be added any more to what was known then.
        let isSettled: Bool
        let late: String?
        /// Identities that are the same person and were not known to be.
        let later: String?
        let joined: IdentitiesView?
        let isOfSeveral: Bool
    }

    /// What changed since another moment.
    struct Changed {
        let about: PartyView
        let from: TimeView
        let to: TimeView
        let isOfHolder: Bool
        let gained: [AccessLineView]
        let lost: [AccessLineView]
        let passing: [StretchView]
        let hasGained: Bool
        let hasLost: Bool
        let hasPassing: Bool
        let isSame: Bool
        let isCut: Bool
        let isOfSeveral: Bool
    }

    /// Lines that a page shows; the others are at the API.
    private static let most = 500

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let questions = ConsoleQuestions(visit: visit)
        let now = Timestamp.now()
        let first = try await questions.span()?.lowerBound ?? now
        let form = try AccessForm(request.uri.query, first: first, now: now)
        var fault: String?
        var moments: (at: Timestamp, since: Timestamp?)?
        do { moments = try read(form, now) } catch { fault = error.reason }
        if !form.who.isEmpty, !form.what.isEmpty {
            fault = "Ask about a person or about a resource, not both at once."
        }
        if let moments, let since = moments.since, since > moments.at {
            fault =
                "The date since when comes behind the other one: what changed is asked from the earlier to the later."
        }
        let slider = AccessForm.Slider(first: first, now: now, at: moments?.at ?? now)
        var view = View(
            who: form.who, what: form.what, at: form.at, since: form.since, isEffective: form.view == .effective,
            slider: slider, fault: fault)
        if fault == nil, let moments, let side = Self.side(form) {
            let parameters = try await AskParameters(request, visit, allowing: AccessForm.names)
            do { try await ask(side, moments, form, questions, parameters, &view) } catch let error as QueryError {
                view = View(
                    who: form.who, what: form.what, at: form.at, since: form.since,
                    isEffective: form.view == .effective, slider: slider, fault: error.reason)
            }
        }
        return frame.response(
            "access", view, title: "Access at a date", room: .access, status: view.fault == nil ? .ok : .badRequest)
    }

    /// What has not come yet is asked of now: today is asked of before it ends.
    private static func read(
        _ form: AccessForm, _ now: Timestamp
    ) throws(QueryError) -> (at: Timestamp, since: Timestamp?) {
        let at = min(try AccessForm.moment(form.at, "at"), now)
        if form.since.isEmpty { return (at: at, since: nil) }
        return (at: at, since: min(try AccessForm.moment(form.since, "since"), now))
    }

    private static func side(_ form: AccessForm) -> AccessSide? {
        if !form.who.isEmpty { return .subject(SubjectQuery(form.who)) }
        return form.what.isEmpty ? nil : .resource(SubjectQuery(form.what))
    }

    private static func ask(
        _ side: AccessSide, _ moments: (at: Timestamp, since: Timestamp?), _ form: AccessForm,
        _ questions: ConsoleQuestions, _ parameters: AskParameters, _ view: inout View
    ) async throws {
        switch try await questions.access(side, at: moments.at, form.view) {
        case .unknown: view = unknown(view)
        case .ambiguous(let candidates):
            questions.visit.reading(.access, parameters, events: 0)
            view.candidates = candidates.map(PartyView.init)
            view.isAmbiguous = true
        case .found(let identity, let answer):
            questions.visit.reading(.access, parameters, about: identity.party, events: answer.lines.count)
            view.answer = found(identity, answer, moments.at, isOfHolder: !form.who.isEmpty)
            guard let since = moments.since else { return }
            let changes = try await questions.changes(side, from: since, until: moments.at, form.view)
            guard case .found(_, let change) = changes else { return }
            view.change = changed(identity, change, since, moments.at, isOfHolder: !form.who.isEmpty)
        }
    }

    private static func unknown(_ view: View) -> View {
        View(
            who: view.who, what: view.what, at: view.at, since: view.since, isEffective: view.isEffective,
            slider: view.slider,
            fault: "No entry of this log names anyone by that id, name, external id or label.")
    }

    private static func found(
        _ identity: CataloguedIdentity, _ answer: AccessAnswer, _ at: Timestamp, isOfHolder: Bool
    ) -> Found {
        Found(
            about: PartyView(identity), moment: TimeView(at), isOfHolder: isOfHolder,
            lines: answer.lines.prefix(most).map { AccessLineView($0) }, hasLines: !answer.lines.isEmpty,
            number: CountText.grouped(UInt64(answer.total)), isCut: answer.total > most, isSettled: answer.isSettled,
            late: Self.number(answer.lateArrivals), later: Self.number(answer.identitiesLater),
            joined: IdentitiesView(identity.joined), isOfSeveral: identity.joined.all.count > 1)
    }

    /// A number that is worth a word; nil for none.
    private static func number(_ count: Int) -> String? { count == 0 ? nil : CountText.grouped(UInt64(count)) }

    private static func changed(
        _ identity: CataloguedIdentity, _ change: AccessChange, _ from: Timestamp, _ to: Timestamp, isOfHolder: Bool
    ) -> Changed {
        Changed(
            about: PartyView(identity), from: TimeView(from), to: TimeView(to), isOfHolder: isOfHolder,
            gained: change.gained.prefix(most).map { AccessLineView($0) },
            lost: change.lost.prefix(most).map { AccessLineView($0.line, ended: $0.ended) },
            passing: change.passing.prefix(most).map { StretchView($0, other: isOfHolder ? $0.resource : $0.holder) },
            hasGained: !change.gained.isEmpty, hasLost: !change.lost.isEmpty, hasPassing: !change.passing.isEmpty,
            isSame: change.total == 0,
            isCut: change.isCut || change.isPassingCut
                || [change.gained.count, change.lost.count, change.passing.count].contains { $0 > most },
            isOfSeveral: identity.joined.all.count > 1)
    }
}
