package import JSON

/// What was found out about an upstream service: a line, with what follows from it.
package struct GatewayFinding: Sendable {
    package enum Verdict: String, Sendable {
        case good
        /// The gateway works without it; what that costs stands in the detail.
        case note
        /// Writes do not pass, or what is on record would not be so.
        case bad
    }

    package let verdict: Verdict
    package let what: String
    package let detail: String

    package init(_ verdict: Verdict, _ what: String, _ detail: String) {
        self.verdict = verdict
        self.what = what
        self.detail = detail
    }

    package var json: JSONValue {
        ["verdict": .string(verdict.rawValue), "what": .string(what), "detail": .string(detail)]
    }
}
