import Catalog
import Records

/// What `GET /v1/access` was asked: whose access, at which moment or between which two, seen how, and which page of it.
struct AccessAsked: Sendable {
    let side: AccessSide
    /// Where dates without a zone are meant.
    let zone: QueryZone
    let view: AccessView
    /// One moment, or the two between which changes are told; held to now, for nobody knows more.
    let moments: [Timestamp]
    let page: AccessPaging

    var asksForChanges: Bool { moments.count == 2 }

    /// - Throws: a 400 that names the parameter.
    init(_ parameters: AskParameters, now: Timestamp = .now()) throws(Problem) {
        side = try Self.side(parameters)
        zone = try parameters.zone()
        view = try parameters.choice("view") ?? .recorded
        let between = try Self.between(parameters, zone)
        page = try parameters.accessPage(moments: between == nil ? 1 : 2)
        let asked =
            if let between { [between.0, between.1] } else { [try parameters.date("at", zone: zone)?.last ?? now] }
        moments = page.cursor?.moments ?? asked.map { min(now, $0) }
    }

    private static func side(_ parameters: AskParameters) throws(Problem) -> AccessSide {
        let (subject, resource) = (try parameters.text("subject"), try parameters.text("resource"))
        let (type, namespace) = (try parameters.text("type"), try parameters.text("namespace"))
        switch (subject, resource) {
        case (let name?, nil): return .subject(SubjectQuery(name, type: type, namespace: namespace))
        case (nil, let name?): return .resource(SubjectQuery(name, type: type, namespace: namespace))
        default:
            throw .badParameter(
                "subject",
                "Say whose access is meant: subject for what somebody had, or resource for who had something; one of the two."
            )
        }
    }

    private static func between(
        _ parameters: AskParameters, _ zone: QueryZone
    ) throws(Problem) -> (Timestamp, Timestamp)? {
        guard let text = try parameters.text("between") else { return nil }
        guard try parameters.text("at") == nil else {
            throw .badParameter("between", "Give at for one moment, or between for two, not both.")
        }
        let halves = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2 else {
            throw .badParameter("between", "The parameter between is two dates with a comma: 2026-06-01,2026-06-30.")
        }
        let from = try parameters.date(halves[0], named: "between", zone: zone).last
        let until = try parameters.date(halves[1], named: "between", zone: zone).last
        guard from <= until else {
            throw .badParameter("between", "The first of the two dates comes after the second.")
        }
        return (from, until)
    }
}

extension AccessSide {
    var field: String {
        switch self {
        case .subject: "subject"
        case .resource: "resource"
        }
    }
}

extension AskParameters {
    /// `limit` and `cursor` of an answer about access.
    ///
    /// - Parameters:
    ///   - moments: of how many moments the answer is, as its cursors say.
    ///   - usually: lines on a page when nothing else is said.
    /// - Returns: which page is asked for.
    /// - Throws: a 400 that names the parameter.
    func accessPage(moments: Int, usually: Int = AccessPaging.most) throws(Problem) -> AccessPaging {
        let limit = try index("limit")
        if let limit, !(1...UInt64(AccessPaging.most)).contains(limit) {
            throw .badParameter("limit", "The parameter limit is a number from 1 to \(AccessPaging.most).")
        }
        guard let text = try text("cursor") else { return AccessPaging(limit: limit.map(Int.init) ?? usually) }
        guard let cursor = AccessCursor(text), cursor.moments.count == moments else {
            throw .badParameter("cursor", "The parameter cursor is the next of an answer to the same question.")
        }
        return AccessPaging(limit: limit.map(Int.init) ?? usually, cursor: cursor)
    }
}
