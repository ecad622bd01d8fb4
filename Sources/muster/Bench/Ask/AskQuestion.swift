import Foundation

/// One sort of question that `muster bench ask` puts to a server, many times with other words.
struct AskQuestion: Sendable {
    let name: String
    private let path: String
    private let parameters: @Sendable (AskSample, Int) -> [(String, String)]

    /// The target of the request with that number.
    func target(_ sample: AskSample, _ number: Int) -> String {
        let query = parameters(sample, number).map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        let path = path.replacing("{name}", with: Self.encoded(sample.person(number)))
        return "/v1/" + path + (query.isEmpty ? "" : "?" + query)
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }

    // RFC 3986 section 2.3.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\\\"") + "\"" }

    private static func events(_ name: String, _ query: @escaping @Sendable (AskSample, Int) -> String) -> AskQuestion {
        AskQuestion(name: name, path: "events") { [("q", query($0, $1)), ("limit", "50")] }
    }

    private static func figures(
        _ name: String, _ path: String, _ query: @escaping @Sendable (AskSample, Int) -> String
    ) -> AskQuestion {
        AskQuestion(name: name, path: path) { [("q", query($0, $1))] }
    }

    /// Those of the speed table.
    static let all: [AskQuestion] = [
        events("filter_subject") { "subject:" + quoted($0.person($1)) },
        events("filter_actor_action") { _, number in
            number % 2 == 0 ? "actor:okta-lifecycle action:role.*" : "actor:iga action:role.*"
        },
        events("filter_outcome") { _, number in number % 2 == 0 ? "outcome:refused" : "outcome:failed" },
        events("filter_resource_since") { "resource:" + quoted($0.resource($1)) + " since:" + $0.date($1) },
        events("filter_negated") { "action:group.* -outcome:success since:" + $0.date($1) },
        events("free_text") { $0.word($1) },
        figures("count_action", "events/count") { "action:group.member.* since:" + $0.date($1) },
        figures("count_text", "events/count") { $0.word($1) },
        figures("histogram_all", "events/histogram") { _, _ in "" },
        figures("histogram_action", "events/histogram") { "action:role.* since:" + $0.date($1) },
        AskQuestion(name: "history", path: "subjects/{name}") { _, _ in [] },
        AskQuestion(name: "access_of_person", path: "access") { [("subject", $0.person($1)), ("at", $0.time($1))] },
        AskQuestion(name: "people_of_resource", path: "access") {
            [("resource", $0.resource($1)), ("at", $0.time($1))]
        },
        AskQuestion(name: "people_of_largest_role", path: "access") {
            [("resource", $0.largestRole), ("at", $0.time($1))]
        },
    ]
}
