import Foundation
import JSON
import SCIM

/// Asks a service what a gateway needs to know of it; reads only.
struct ServiceProbe: Sendable {
    let reader: StateReader
    let memory: UpstreamMemory

    /// What a question came to.
    enum Reply {
        /// 200, with a JSON object.
        case object(JSONValue)
        /// Something else, in words that name no address.
        case bad(String)
        /// A status that says that the service does not have it.
        case missing(Int)
    }

    /// Asks, and judges the status.
    func ask(_ target: String) async -> Reply {
        let answer: StateReader.Whole
        do throws(UpstreamFailure) { answer = try await reader.get(target) } catch {
            return .bad(error.description)
        }
        switch answer.status {
        case 200:
            guard let value = answer.json, value.objectValue != nil else {
                return .bad("answered 200 with no JSON object: that is no SCIM service, or another base address")
            }
            return .object(value)
        case 300..<400:
            return .bad("answered \(answer.status), a redirect: none is followed; give the address it leads to")
        case 401: return .bad("answered 401: the service does not take the credential that it is shown")
        case 403: return .bad("answered 403: the credential is taken, and may not do this")
        case 429: return .bad("answered 429: the service is asked too often; a gateway asks more than its clients do")
        case 500...: return .bad("answered \(answer.status): the service does not work")
        default: return .missing(answer.status)
        }
    }

    /// What the service says that it supports (RFC 7644 section 4).
    func announcement() async -> GatewayFinding {
        let what = "ServiceProviderConfig"
        switch await ask("/\(what)") {
        case .bad(let detail): return GatewayFinding(.bad, what, detail)
        case .missing(let status):
            return GatewayFinding(
                .note, what, "answered \(status): entity tags are not counted on, no If-Match is sent")
        case .object(let config):
            let names = ["patch", "bulk", "filter", "changePassword", "sort", "etag"]
            guard names.contains(where: { config[$0]?["supported"]?.boolValue != nil }) else {
                return GatewayFinding(.bad, what, "answered 200 with nothing that SCIM has: that is no SCIM service")
            }
            let parts = names.map { "\($0) \(config[$0]?["supported"]?.boolValue ?? false ? "yes" : "no")" }
            memory.set(hasEntityTags: config["etag"]?["supported"]?.boolValue ?? false)
            return GatewayFinding(.good, what, parts.joined(separator: ", "))
        }
    }

    /// A list of what the service is like, which the gateway passes on and does not need.
    func listing(_ what: String) async -> GatewayFinding {
        let target = "/\(what)"
        switch await ask(target) {
        case .bad(let detail):
            // Services exist that answer with a bare array.
            guard let list = try? await reader.get(target), list.status == 200,
                let count = list.json?.arrayValue?.count
            else { return GatewayFinding(.bad, what, detail) }
            return GatewayFinding(.note, what, "\(count) listed, as a bare array: clients may not take it")
        case .missing(let status):
            return GatewayFinding(.note, what, "answered \(status): the gateway does not need it, clients may")
        case .object(let list):
            guard let count = list["Resources"]?.arrayValue?.count else {
                return GatewayFinding(.bad, what, "answered 200 with no list: that is no SCIM service")
            }
            return GatewayFinding(.good, what, "\(count) listed")
        }
    }

    /// Asks for somebody whom nobody knows.
    func filter() async -> GatewayFinding {
        let what = "filter by userName"
        let name = "muster-probe-\(UUID().uuidString.lowercased())"
        let lost = "new accounts that are left without an answer cannot be found again"
        switch await ask("/Users?filter=\(StateReader.encoded("userName eq \"\(name)\""))") {
        case .bad(let detail): return GatewayFinding(.bad, what, "\(detail); \(lost)")
        case .missing(let status): return GatewayFinding(.bad, what, "answered \(status): \(lost)")
        case .object(let list):
            guard let total = list["totalResults"]?.intValue else {
                return GatewayFinding(.bad, what, "answered 200 with no list: \(lost)")
            }
            return total == 0
                ? GatewayFinding(.good, what, "a name that nobody has finds nobody")
                : GatewayFinding(.bad, what, "a name that nobody has finds \(total): filters are ignored, and \(lost)")
        }
    }

    /// The first resources of a kind, or what keeps them from being listed; nil for a kind that the service does not have.
    ///
    /// - Parameters:
    ///   - kind: its kind.
    ///   - count: most of them.
    /// - Returns: as the list shows them.
    /// - Throws: `Refused`.
    func first(_ kind: ResourceKind, _ count: Int) async throws(Refused) -> [JSONObject]? {
        switch await ask("/\(kind.endpoint)?startIndex=1&count=\(count)") {
        case .bad(let detail): throw Refused(detail: detail)
        case .missing: return nil
        case .object(let list):
            // Without results a list may leave them out (RFC 7644 section 3.4.2).
            guard let resources = list["Resources"]?.arrayValue ?? (list["totalResults"] == 0 ? [] : nil) else {
                throw Refused(detail: "answered 200 with no list: that is no SCIM service")
            }
            return resources.compactMap(\.objectValue)
        }
    }

    struct Refused: Error { let detail: String }
}
