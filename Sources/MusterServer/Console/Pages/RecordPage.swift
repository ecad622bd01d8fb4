import Catalog
import Hummingbird
import JSON
import Recorder
import Records
import TransparencyLog

/// `/console/events/{index}`: one record in full, its changes, and its proof, which the browser checks by itself.
struct RecordPage {
    struct View {
        let event: EventView
        let parties: [Part]
        let facts: [PartyView.Detail]
        let hasFacts: Bool
        let occurred: TimeView?
        let reason: String?
        let transaction: String?
        let transactionPath: String?
        let raw: String
        let receiptPath: String
        let previous: String?
        let next: String?
        /// To what came of it: of the record, its transaction, and all that its actor did.
        let impacts: [PageFrame.Link]
        let hasImpacts: Bool
        let proof: Proof
    }

    /// A party in its part: who acted, whom it happened to.
    struct Part {
        let part: String
        let party: PartyView
    }

    /// What the proof is checked against; nothing of it has to be believed but the key.
    struct Proof {
        let log: String
        let origin: String
        let key: String
        let index: String
        let kind: String
        /// Milliseconds since 1970, as the entry has them.
        let milliseconds: String
        let action: String
        let outcome: String
        let resources: Int
        let hasActor: Bool
        let hasBehalf: Bool
    }

    static func answer(_ request: Request, _ visit: Visit, _ frame: PageFrame) async throws -> Response {
        let index = try visit.entryIndex()
        _ = try Query(request.uri.query, allowing: [])
        guard let event = try await ConsoleQuestions(visit: visit).event(index) else { throw visit.noEntry() }
        visit.reading(event, try await AskParameters(request, visit))
        let json = try JSONValue(parsing: event.json)
        let size = visit.log.recorder.committedSize()
        let view = Self.view(index, json, size, visit)
        return frame.response("record", view, title: "Entry \(index)", room: .search)
    }

    private static func view(_ index: UInt64, _ json: JSONValue, _ size: UInt64, _ visit: Visit) -> View {
        let event = EventView(index: index, json: json)
        let transaction = json["transaction"]?.stringValue
        let impacts = Self.impacts(index, transaction, event)
        return View(
            event: event, parties: parts(json, event), facts: facts(json), hasFacts: !facts(json).isEmpty,
            occurred: json["occurredAt"]?.stringValue.map { TimeView($0) }, reason: json["reason"]?.stringValue,
            transaction: transaction,
            transactionPath: transaction.map { "/console?transaction=\(PercentEncoding.encode($0))" },
            raw: json.indented(), receiptPath: "/v1/events/\(index)/receipt",
            previous: index == 0 ? nil : "/console/events/\(index - 1)",
            next: index + 1 < size ? "/console/events/\(index + 1)" : nil, impacts: impacts,
            hasImpacts: !impacts.isEmpty, proof: proof(index, json, event, visit))
    }

    private static func impacts(_ index: UInt64, _ transaction: String?, _ event: EventView) -> [PageFrame.Link] {
        guard event.isRecord else { return [] }
        var asked = [("this record", "event=\(index)")]
        if let transaction {
            asked.append(("its whole transaction", "transaction=\(PercentEncoding.encode(transaction))"))
        }
        if let actor = event.actor { asked.append(("all that \(actor.called) did", "actor=\(actor.parameter)")) }
        return asked.map { PageFrame.Link(title: $0.0, path: "/console/impact?\($0.1)", isCurrent: false) }
    }

    private static func parts(_ json: JSONValue, _ event: EventView) -> [Part] {
        var parts: [Part] = []
        if let actor = event.actor { parts.append(Part(part: "Done by", party: actor)) }
        if let behalf = json["onBehalfOf"] { parts.append(Part(part: "On behalf of", party: PartyView(behalf))) }
        if let subject = event.subject { parts.append(Part(part: "Happened to", party: subject)) }
        return parts + event.resources.map { Part(part: "Concerning", party: $0) }
    }

    private static func facts(_ json: JSONValue) -> [PartyView.Detail] {
        let terms = [
            ("Source", "source"), ("Recorded by", "recordedBy"), ("Request", "request"), ("Id at the source", "id"),
        ]
        return terms.compactMap { term, member in
            json[member]?.stringValue.map { PartyView.Detail(term: term, text: $0) }
        }
    }

    private static func proof(_ index: UInt64, _ json: JSONValue, _ event: EventView, _ visit: Visit) -> Proof {
        let recorder = visit.log.recorder
        let time = json["time"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
        return Proof(
            log: visit.log.name, origin: recorder.origin, key: recorder.verifierKey.description,
            index: String(index), kind: event.kind, milliseconds: time.map { String($0.milliseconds) } ?? "",
            action: json["action"]?.stringValue ?? "", outcome: event.outcome.word,
            resources: event.resources.count, hasActor: event.actor != nil, hasBehalf: json["onBehalfOf"] != nil)
    }
}
