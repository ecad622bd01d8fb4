import Foundation
import HTTPTypes

/// A browser's cookies and forms, over the server of a test.
final class Browser {
    let muster: TestServer
    var cookies: [String: String] = [:]

    init(muster: TestServer) { self.muster = muster }

    func get(_ path: String, headers: [String: String] = [:]) async throws -> Answer {
        try await take(muster.send(.get, path, token: .some(nil), headers: headers.merging(jar) { $1 }))
    }

    func post(
        _ path: String, _ fields: [String: String], site: String? = "same-origin", headers: [String: String] = [:]
    ) async throws -> Answer {
        var all = headers.merging(jar) { $1 }
        all["Sec-Fetch-Site"] = site
        let body = fields.map { "\($0)=\(Self.escaped($1))" }.joined(separator: "&")
        return try await take(
            muster.send(
                .post, path, body: body, type: "application/x-www-form-urlencoded", token: .some(nil), headers: all)
        )
    }

    func signIn(_ token: String, next: String = "") async throws -> Answer {
        let page = try await get("/console/sign-in")
        return try await post(
            "/console/session", ["form": Browser.form(page), "token": token, "next": next])
    }

    static func form(_ page: Answer) -> String {
        page.text.firstMatch(of: #/name="form" value="([^"]*)"/#).map { String($0.1) } ?? ""
    }

    private var jar: [String: String] {
        cookies.isEmpty ? [:] : ["Cookie": cookies.map { "\($0)=\($1)" }.joined(separator: "; ")]
    }

    private func take(_ answer: Answer) -> Answer {
        for field in answer.headers[values: .setCookie] {
            let pair = field.split(separator: ";")[0].split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = field.contains("Max-Age=0") ? nil : String(pair[1])
        }
        return answer
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
