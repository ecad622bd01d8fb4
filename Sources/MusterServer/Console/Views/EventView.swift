import Catalog
import JSON
import Records

/// An event as lists show it.
struct EventView {
    let index: String
    let when: TimeView
    let kind: String
    let isRecord: Bool
    let action: String
    let outcome: OutcomeView
    let subject: PartyView?
    let actor: PartyView?
    let resources: [PartyView]
    let hasResources: Bool
    let source: String?
    /// The way to all records of its transaction.
    let transactionPath: String?
    let changes: [ChangeView]
    let hasChanges: Bool
    /// What was changed, in a few words.
    let changed: String?
    let isLate: Bool
    let unreadable: [String]
    let isUnreadable: Bool

    init?(_ event: Event) {
        guard let json = try? JSONValue(parsing: event.json) else { return nil }
        self.init(index: event.index, json: json)
    }

    init(index: UInt64, json: JSONValue) {
        self.index = String(index)
        when = TimeView(json["time"]?.stringValue)
        kind = json["kind"]?.stringValue ?? ""
        action = json["action"]?.stringValue ?? kind
        isRecord = json["action"] != nil
        outcome = OutcomeView(json["outcome"]?.stringValue)
        subject = json["subject"].map(PartyView.init)
        actor = json["actor"].map(PartyView.init)
        switch json["resource"] {
        case .array(let items)?: resources = items.map(PartyView.init)
        case let item?: resources = [PartyView(item)]
        case nil: resources = []
        }
        hasResources = !resources.isEmpty
        source = json["source"]?.stringValue
        transactionPath = json["transaction"]?.stringValue.map {
            "/console?transaction=\(PercentEncoding.encode($0))"
        }
        changes = (json["changes"]?.arrayValue ?? []).map(ChangeView.init)
        hasChanges = !changes.isEmpty
        changed = Self.summary(changes.map(\.path))
        isLate = Self.isLate(json)
        unreadable = (json["unreadable"]?.arrayValue ?? []).compactMap(\.stringValue)
        isUnreadable = !unreadable.isEmpty
    }

    private static func isLate(_ json: JSONValue) -> Bool {
        guard let occurred = json["occurredAt"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) }),
            let recorded = json["time"]?.stringValue.flatMap({ Timestamp(rfc3339: $0) })
        else { return false }
        return Lateness.isLate(occurred: occurred, recorded: recorded)
    }

    private static func summary(_ paths: [String]) -> String? {
        guard !paths.isEmpty else { return nil }
        let rest = paths.count - 3
        return paths.prefix(3).map(short).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// A path without the URN of its extension, which pages of single records show in full.
    private static func short(_ path: String) -> String {
        guard path.hasPrefix("urn:") else { return path }
        let name = path.prefix { $0 != "[" && $0 != "\"" }
        guard let colon = name.lastIndex(of: ":") else { return path }
        return String(path[path.index(after: colon)...])
    }
}

/// What became of an action; said in words, and never by colour alone.
struct OutcomeView {
    let word: String
    /// The class that colours it.
    let style: String
    /// Success goes without saying in lists.
    let isPlain: Bool

    init(_ outcome: String?) {
        word = outcome ?? ""
        isPlain = outcome == nil || outcome == "success"
        switch outcome {
        case "success"?: style = "good"
        case "failed"?, "refused"?: style = "bad"
        default: style = "open"
        }
    }
}
