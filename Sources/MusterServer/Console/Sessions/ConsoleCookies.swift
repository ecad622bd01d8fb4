import HTTPTypes
import Hummingbird

/// The console's two cookies (RFC 6265bis): the session's, and one that the form of signing in is bound to.
///
/// Both are `HttpOnly` and `SameSite=Strict`; where the server is reached by https they are `Secure` and have the prefix
/// `__Host-`, which keeps neighbouring hosts from setting them.
struct ConsoleCookies: Sendable {
    let isSecure: Bool

    var session: String { isSecure ? "__Host-muster-session" : "muster-session" }
    var form: String { isSecure ? "__Host-muster-form" : "muster-form" }

    /// The value of a cookie; the first where it is sent twice. What cannot be an id of the console's is as good as not sent.
    func value(_ name: String, in request: Request) -> String? {
        for field in request.headers[values: .cookie] {
            for pair in field.split(separator: ";") {
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard halves.count == 2, halves[0].drop(while: { $0 == " " }).utf8.elementsEqual(name.utf8) else {
                    continue
                }
                return Self.isID(halves[1]) ? String(halves[1]) : nil
            }
        }
        return nil
    }

    /// The field that sets a cookie; it ends with the browser's session.
    func set(_ name: String, _ value: String) -> String { "\(name)=\(value); \(attributes)" }

    /// The field that takes a cookie away.
    func remove(_ name: String) -> String { "\(name)=; Max-Age=0; \(attributes)" }

    private var attributes: String { "Path=/; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "") }

    private static func isID(_ text: Substring) -> Bool {
        text.utf8.count == 43
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// Whether a request comes from a page of this very server.
enum RequestOrigin {
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!  // a valid token, checked by every test
    static let origin = HTTPField.Name("Origin")!

    /// Forms are taken from the server's own pages only: browsers say where a request comes from in `Sec-Fetch-Site`, those
    /// that do not in `Origin`. A request without either is no browser's form.
    static func isOwn(_ request: Request) -> Bool {
        if let site = request.headers[fetchSite] { return site == "same-origin" }
        guard let origin = request.headers[origin], let authority = request.head.authority, !authority.isEmpty else {
            return false
        }
        return ["http://", "https://"].contains { origin.utf8.elementsEqual(($0 + authority).utf8) }
    }

    /// Whether a stream may go to whoever asks: to a page of this very server.
    ///
    /// A browser that is reached without https says nothing where a page reads from its own server, and names the `Origin`
    /// where it reads from another; so that neither is said is no sign against it.
    static func mayRead(_ request: Request) -> Bool {
        request.headers[fetchSite] == nil && request.headers[origin] == nil || isOwn(request)
    }

    /// Whether a page of another site is known to have made the request.
    static func isForeign(_ request: Request) -> Bool {
        guard let site = request.headers[fetchSite] else { return false }
        return site != "same-origin" && site != "none"
    }
}
