import JSON
package import Recorder
import SCIM

extension Gateway {
    /// Walks what a service says of itself, looks at what the gateway's records rest on, and writes what is there already.
    ///
    /// - Parameters:
    ///   - access: what to show to the upstream where the gateway has no credentials of its own.
    ///   - caller: who asks: the write that changes nothing goes on record.
    /// - Returns: what was found, in the order of asking; a service that cannot be reached is asked one thing only.
    package func test(access: [(name: String, value: String)], caller: Caller) async -> [GatewayFinding] {
        let reader = reader(showing: access)
        do throws(UpstreamFailure) { _ = try await reader.get("/ServiceProviderConfig") } catch {
            return [GatewayFinding(.bad, "reach the service", error.description)]
        }
        let probe = ServiceProbe(reader: reader, memory: memory)
        var findings = [await probe.announcement()]
        for place in ["ResourceTypes", "Schemas"] { findings.append(await probe.listing(place)) }
        findings.append(await probe.filter())
        findings += await people(probe, access: access, caller: caller)
        findings += await probe.membership()
        return findings
    }

    /// Reads the first account, twice, and writes to it what stands there.
    private func people(
        _ probe: ServiceProbe, access: [(name: String, value: String)], caller: Caller
    ) async -> [GatewayFinding] {
        let what = "accounts"
        let found: [JSONObject]?
        do throws(ServiceProbe.Refused) { found = try await probe.first(.users, 1) } catch {
            return [GatewayFinding(.bad, what, "/Users \(error.detail)")]
        }
        guard let found else {
            return [GatewayFinding(.bad, what, "there is no /Users: that is no SCIM service, or another base address")]
        }
        guard let user = found.first else {
            return [
                GatewayFinding(
                    .note, what,
                    "there is nobody yet: neither reading nor writing was tried; test again once there is somebody")
            ]
        }
        guard let id = user["id"]?.stringValue, GatewayRoute.isID(id) else {
            return [GatewayFinding(.bad, what, "the first has no id that can stand in an address: nobody can be read")]
        }
        let (steadiness, state) = await probe.steadiness(id)
        guard let state else { return [steadiness] }
        return [steadiness, probe.entityTag(state)]
            + (await noOperation(probe, user, id, state, access: access, caller: caller))
    }

    /// Writes to somebody what stands there already, and looks whether all stayed as it was.
    private func noOperation(
        _ probe: ServiceProbe, _ user: JSONObject, _ id: String, _ before: ObservedResource,
        access: [(name: String, value: String)], caller: Caller
    ) async -> [GatewayFinding] {
        let what = "write that changes nothing"
        let known = ["active", "displayName", "userName"].compactMap { name in
            (before.state[name] ?? user[name]).map { (name, $0) }
        }
        guard let (name, value) = known.first(where: { !$0.1.isNull }) else {
            return [GatewayFinding(.note, what, "not tried: the first account has no attribute for it")]
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
        guard (200..<300).contains(answer.status) else {
            return [
                GatewayFinding(
                    .bad, what,
                    "PATCH of \(name) answered \(answer.status): clients' writes may fare alike; look at its record")
            ]
        }
        let done = "PATCH of \(name) answered \(answer.status); attempt and outcome are on record"
        guard case .there(let after) = await probe.reader.read(.users, id) else {
            return [GatewayFinding(.bad, what, "\(done), and the account cannot be read afterwards")]
        }
        let differing = ServiceProbe.differing(before, after)
        guard differing.isEmpty else {
            let names = differing.prefix(5).joined(separator: ", ")
            return [
                GatewayFinding(
                    .note, what,
                    "\(done), and \(names) differs afterwards: what the service changes besides is told with a write")
            ]
        }
        return [GatewayFinding(.good, what, done)]
    }
}
