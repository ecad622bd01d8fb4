import Foundation
package import JSON
import NIOCore
package import Recorder
import SCIM

/// What was found out about an upstream service, a line each.
package struct GatewayFinding: Sendable {
    package enum Verdict: String, Sendable { case good, note, bad }

    package let verdict: Verdict
    package let what: String
    package let detail: String

    package var json: JSONValue {
        ["verdict": .string(verdict.rawValue), "what": .string(what), "detail": .string(detail)]
    }
}

extension Gateway {
    /// Walks what a service says of itself, asks a question, and writes what is there already; says what it supports.
    ///
    /// - Parameters:
    ///   - access: what to show to the upstream where the gateway has no credentials of its own.
    ///   - caller: who asks: the write that changes nothing goes on record.
    /// - Returns: what was found, in the order of asking.
    package func test(access: [(name: String, value: String)], caller: Caller) async -> [GatewayFinding] {
        let reader = StateReader(upstream: upstream, settings: settings, access: access, memory: memory)
        var findings: [GatewayFinding] = []
        do throws(UpstreamFailure) {
            findings.append(try await announcement(reader))
        } catch {
            return [GatewayFinding(verdict: .bad, what: "reach the service", detail: error.description)]
        }
        for place in ["ResourceTypes", "Schemas"] {
            let answer = try? await reader.get("/\(place)")
            let count = answer?.json?["Resources"]?.arrayValue?.count ?? answer?.json?.arrayValue?.count
            findings.append(
                count.map { GatewayFinding(verdict: .good, what: place, detail: "\($0) listed") }
                    ?? GatewayFinding(
                        verdict: .note, what: place,
                        detail: "answered \(answer?.status ?? 0): not needed by the gateway"))
        }
        findings.append(await filter(reader))
        findings += await noOperation(reader, access: access, caller: caller)
        return findings
    }

    private func announcement(_ reader: StateReader) async throws(UpstreamFailure) -> GatewayFinding {
        let answer = try await reader.get("/ServiceProviderConfig")
        guard answer.status == 200, let config = answer.json else {
            let verdict: GatewayFinding.Verdict = answer.status == 401 || answer.status == 403 ? .bad : .note
            return GatewayFinding(
                verdict: verdict, what: "ServiceProviderConfig", detail: "answered \(answer.status)")
        }
        let parts = ["patch", "bulk", "filter", "changePassword", "sort", "etag"].map { name in
            "\(name) \(config[name]?["supported"]?.boolValue ?? false ? "yes" : "no")"
        }
        memory.set(hasEntityTags: config["etag"]?["supported"]?.boolValue ?? false)
        return GatewayFinding(verdict: .good, what: "ServiceProviderConfig", detail: parts.joined(separator: ", "))
    }

    private func filter(_ reader: StateReader) async -> GatewayFinding {
        let name = "muster-probe-\(UUID().uuidString.lowercased())"
        let filter = StateReader.encoded("userName eq \"\(name)\"")
        guard let answer = try? await reader.get("/Users?filter=\(filter)"), answer.status == 200,
            let total = answer.json?["totalResults"]?.intValue
        else {
            return GatewayFinding(
                verdict: .bad, what: "filter by userName",
                detail: "no list came back: new accounts that are left without an "
                    + "answer cannot be found again")
        }
        return total == 0
            ? GatewayFinding(verdict: .good, what: "filter by userName", detail: "a name that nobody has finds nobody")
            : GatewayFinding(
                verdict: .bad, what: "filter by userName",
                detail: "a name that nobody has finds \(total): filters are ignored")
    }

    /// Writes to somebody what stands there already.
    private func noOperation(
        _ reader: StateReader, access: [(name: String, value: String)], caller: Caller
    ) async -> [GatewayFinding] {
        let what = "write that changes nothing"
        guard let page = try? await reader.get("/Users?startIndex=1&count=1"),
            let user = page.json?["Resources"]?.arrayValue?.first?.objectValue, let id = user["id"]?.stringValue
        else { return [GatewayFinding(verdict: .note, what: what, detail: "not tried: there is nobody yet")] }
        let known = ["active", "displayName", "userName"].compactMap { name in user[name].map { (name, $0) } }
        guard let (name, value) = known.first(where: { !$0.1.isNull }) else {
            return [
                GatewayFinding(
                    verdict: .note, what: what, detail: "not tried: the first account has no attribute for it")
            ]
        }
        let body: JSONValue = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [["op": "replace", "path": .string(name), "value": value]],
        ]
        let request = GatewayRequest(
            method: "PATCH", path: "/Users/\(StateReader.encoded(id))", query: nil,
            headers: access + [("Content-Type", "application/scim+json"), ("Accept", "application/scim+json")],
            body: body.bytes, base: "https://gateway.invalid", caller: caller)
        let answer = await respond(to: request)
        let isGood = (200..<300).contains(answer.status)
        return [
            GatewayFinding(
                verdict: isGood ? .good : .bad, what: what,
                detail: "PATCH of \(name) answered \(answer.status); attempt and outcome are on record")
        ]
    }
}
