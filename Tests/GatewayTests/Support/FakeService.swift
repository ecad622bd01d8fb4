import Foundation
import Gateway
import JSON
import NIOCore
import SCIM
import Synchronization

/// A SCIM service in memory that does what it is told to, well or badly.
final class FakeService: Upstream {
    enum Behaviour: Sendable {
        /// No answer; the request never came.
        case unreachable
        /// No answer, and nothing done.
        case silent
        /// Done, and the answer lost.
        case lost
        /// Answered with this, and nothing done.
        case says(Int)
        /// Done, and answered with this.
        case does(Int)
        /// Nothing done, and answered with this and the resource of that id.
        case names(Int, String)
        /// Answered as if done, and nothing done.
        case pretends
        /// Done, and the body ends in the middle.
        case halfBody
        /// Answered with this at such length that nobody reads it, done or not.
        case long(Int, isDone: Bool)
        /// Nothing done, and answered 200 with this text.
        case text(String)
        /// Nothing done, and answered with this and these references to elsewhere.
        case refers(Int, String)
        /// Done, with this in the body put to another value first.
        case puts(String, JSONValue)
    }

    struct State: Sendable {
        var resources: [String: [String: JSONObject]] = ["Users": [:], "Groups": [:]]
        var next = 1
        var requests: [UpstreamRequest] = []
        var showsMembers = true
        var showsPasswords = false
        /// Bytes that every answer with a resource has more.
        var padding = 0
        var filtersMembers = true
        /// Answers every filter of two terms with an empty list.
        var emptiesCompound = false
        var hasEntityTags = false
        /// Says `meta.version` so, and no entity tag; of the version of the resource.
        var version: (@Sendable (Int) -> String)?
        /// Whether ids are found whatever their case.
        var foldsIDs = false
        /// Ids of resources by what they are called otherwise.
        var names: [String: String] = [:]
        var behave: (@Sendable (UpstreamRequest) -> Behaviour?)?
        /// What becomes of the answers to the operations of a bulk request.
        var answersBulk: (@Sendable ([JSONValue]) -> [JSONValue])?
        /// Called with every request before anything is done.
        var arrive: (@Sendable (UpstreamRequest) -> Void)?
    }

    let state = Mutex(State())
    static let base = "https://app.example/scim/v2"

    func set(_ change: @Sendable (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Has the next writes answered so; reads are answered well.
    private static func isNothing(_ behaviour: Behaviour?) -> Bool {
        if case nil = behaviour { true } else { false }
    }

    func behave(_ behaviour: Behaviour?) {
        let hook: (@Sendable (UpstreamRequest) -> Behaviour?)? =
            Self.isNothing(behaviour) ? nil : { @Sendable request in request.method == "GET" ? nil : behaviour }
        state.withLock { state in state.behave = hook }
    }

    /// Changes a resource behind everybody's back.
    func put(_ endpoint: String, _ id: String, _ change: (inout JSONObject) -> Void) {
        state.withLock { state in
            var resource = state.resources[endpoint]?[id] ?? JSONObject([("id", .string(id))])
            change(&resource)
            state.resources[endpoint]?[id] = resource
        }
    }

    func remove(_ endpoint: String, _ id: String) {
        state.withLock { _ = $0.resources[endpoint]?.removeValue(forKey: id) }
    }

    func resource(_ endpoint: String, _ id: String) -> JSONObject? { state.withLock { $0.resources[endpoint]?[id] } }

    var requests: [UpstreamRequest] { state.withLock { $0.requests } }
    var writes: [UpstreamRequest] { requests.filter { $0.method != "GET" } }
    var reads: [UpstreamRequest] { requests.filter { $0.method == "GET" } }

    func send(_ request: UpstreamRequest) async throws(UpstreamFailure) -> UpstreamAnswer {
        let (arrive, behave) = noted(request)
        arrive?(request)
        switch behave?(request) {
        case .unreachable?: throw UpstreamFailure(.unreachable, mayHaveArrived: false, "nobody listens")
        case .silent?: throw UpstreamFailure(.tooLate, mayHaveArrived: true, "no answer in time")
        case .lost?:
            _ = carriedOut(request)
            throw UpstreamFailure(.cutOff, mayHaveArrived: true, "the connection ended")
        case .says(let status)?: return Self.answer(status, ["detail": "as told"])
        case .long(let status, let isDone)?:
            let answer = isDone ? carriedOut(request) : nil
            return Self.answer(
                status, ["detail": .string(String(repeating: "x", count: 50_000))],
                answer?.header("location").map { [("Location", $0)] } ?? [])
        case .text(let text)?:
            let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
                stream.yield(ByteBuffer(string: text))
                stream.finish()
            }
            return UpstreamAnswer(status: 200, headers: [("Content-Type", "application/scim+json")], body: body)
        case .refers(let status, let place)?:
            return Self.answer(status, [:], [("Location", place), ("Content-Location", place)])
        case .does(let status)?:
            _ = carriedOut(request)
            return Self.answer(status, ["detail": "as told"])
        case .names(let status, let id)?:
            let endpoint = String(request.target.split(separator: "/").first ?? "")
            return Self.answer(status, .object(Self.shown(resource(endpoint, id) ?? JSONObject(), endpoint, snapshot)))
        case .pretends?:
            var copy = snapshot
            return Self.answer(request, &copy)
        case .halfBody?:
            let answer = carriedOut(request)
            return UpstreamAnswer(status: answer.status, headers: answer.headers, body: HalfBody())
        case .puts(let name, let value)?:
            var changed = request
            if request.method != "GET", var object = (try? JSONValue(parsing: request.body))?.objectValue {
                object[name] = value
                changed.body = JSONValue.object(object).bytes
            }
            return carriedOut(changed)
        case nil: return carriedOut(request)
        }
    }

    private typealias Hooks = ((@Sendable (UpstreamRequest) -> Void)?, (@Sendable (UpstreamRequest) -> Behaviour?)?)

    private func noted(_ request: UpstreamRequest) -> Hooks {
        state.withLock { state -> Hooks in
            state.requests.append(request)
            return (state.arrive, state.behave)
        }
    }

    private var snapshot: State { state.withLock { $0 } }

    private func carriedOut(_ request: UpstreamRequest) -> UpstreamAnswer {
        state.withLock { state -> UpstreamAnswer in Self.answer(request, &state) }
    }

    private struct HalfBody: AsyncSequence, AsyncIteratorProtocol, Sendable {
        var isOver = false
        mutating func next() async throws -> ByteBuffer? {
            if isOver { throw UpstreamFailure(.cutOff, mayHaveArrived: true, "the connection ended") }
            isOver = true
            return ByteBuffer(string: "{\"id\":")
        }
        func makeAsyncIterator() -> HalfBody { self }
    }

    private static func answer(_ status: Int, _ value: JSONValue?, _ fields: [(String, String)] = []) -> UpstreamAnswer
    {
        let bytes = value?.bytes ?? []
        let body = AsyncThrowingStream<ByteBuffer, any Error> { stream in
            if !bytes.isEmpty { stream.yield(ByteBuffer(bytes: bytes)) }
            stream.finish()
        }
        return UpstreamAnswer(
            status: status,
            headers: (bytes.isEmpty ? [] : [("Content-Type", "application/scim+json")])
                + [("Content-Length", "\(bytes.count)")] + fields,
            body: body)
    }

    private static func answer(_ request: UpstreamRequest, _ state: inout State) -> UpstreamAnswer {
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let names = parts[0].split(separator: "/").map(String.init)
        let query = parts.count > 1 ? String(parts[1]).removingPercentEncoding ?? "" : ""
        guard let endpoint = names.first else { return answer(404, nil) }
        if endpoint == "ServiceProviderConfig" {
            return answer(200, ["etag": ["supported": .bool(state.hasEntityTags)], "bulk": ["supported": true]])
        }
        if endpoint == "Bulk" { return bulk(request, &state) }
        let body = (try? JSONValue(parsing: request.body))?.objectValue ?? JSONObject()
        guard names.count > 1 else {
            if request.method == "GET" { return list(endpoint, query, state) }
            return create(endpoint, body, &state)
        }
        let asked = names[1].removingPercentEncoding ?? ""
        let id = state.names[asked] ?? (state.foldsIDs ? asked.lowercased() : asked)
        guard var resource = state.resources[endpoint]?[id] else { return answer(404, ["detail": "none"]) }
        let tag = "W/\"\(resource["version"]?.intValue ?? 0)\""
        if let wanted = request.headers.first(where: { $0.name == "If-Match" })?.value, wanted != tag {
            return answer(412, nil)
        }
        switch request.method {
        case "GET":
            if query.contains("excludedAttributes=members") || !state.showsMembers { resource["members"] = nil }
            var shown = Self.shown(resource, endpoint, state)
            if let version = state.version {
                var meta = shown["meta"]?.objectValue ?? JSONObject()
                meta["version"] = .string(version(resource["version"]?.intValue ?? 0))
                shown["meta"] = .object(meta)
                return answer(200, .object(shown))
            }
            return answer(200, .object(shown), state.hasEntityTags ? [("ETag", tag)] : [])
        case "DELETE":
            state.resources[endpoint]?[id] = nil
            return answer(204, nil)
        case "PUT":
            var new = body
            new["id"] = .string(id)
            resource = new
        default: for operation in body["Operations"]?.arrayValue ?? [] { patch(&resource, operation) }
        }
        resource["version"] = .int((resource["version"]?.intValue ?? 0) + 1)
        state.resources[endpoint]?[id] = resource
        return answer(200, .object(shown(resource, endpoint, state)))
    }

    private static func shown(_ resource: JSONObject, _ endpoint: String, _ state: State) -> JSONObject {
        var resource = resource
        if !state.showsPasswords { resource["password"] = nil }
        if state.padding > 0 { resource["photo"] = .string(String(repeating: "x", count: state.padding)) }
        resource["version"] = nil
        resource["meta"] = ["location": .string("\(base)/\(endpoint)/\(resource["id"]?.stringValue ?? "")")]
        return resource
    }

    private static func create(_ endpoint: String, _ body: JSONObject, _ state: inout State) -> UpstreamAnswer {
        if let name = body["userName"],
            state.resources[endpoint]?.values.contains(where: { $0["userName"] == name }) ?? false
        {
            return answer(409, ["scimType": "uniqueness"])
        }
        var resource = body
        let id = "r\(state.next)"
        state.next += 1
        resource["id"] = .string(id)
        state.resources[endpoint, default: [:]][id] = resource
        return answer(201, .object(shown(resource, endpoint, state)), [("Location", "\(base)/\(endpoint)/\(id)")])
    }

    private static func list(_ endpoint: String, _ query: String, _ state: State) -> UpstreamAnswer {
        var found = (state.resources[endpoint] ?? [:]).values.sorted {
            $0["id"]?.stringValue ?? "" < $1["id"]?.stringValue ?? ""
        }
        if let start = query.range(of: "filter=") {
            let filter = String(query[start.upperBound...].split(separator: "&")[0])
            if filter.contains("members.value"), !state.filtersMembers {
                return answer(400, ["scimType": "invalidFilter"])
            }
            if state.emptiesCompound, filter.contains(" and ") { found = [] }
            for term in filter.components(separatedBy: " and ") {
                let words = term.components(separatedBy: " eq ")
                let value = words[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
                found = found.filter { resource in
                    if words[0] == "members.value" {
                        return resource["members"]?.arrayValue?.contains { $0["value"] == .string(value) } ?? false
                    }
                    return resource[words[0]] == .string(value)
                }
            }
        }
        let page = found.map { JSONValue.object(shown($0, endpoint, state)) }
        return answer(200, ["totalResults": .int(found.count), "Resources": .array(page)])
    }

    private static func patch(_ resource: inout JSONObject, _ operation: JSONValue) {
        let op = operation["op"]?.stringValue?.lowercased() ?? ""
        let path = operation["path"]?.stringValue ?? ""
        if path.hasPrefix("members[") {
            let id = path.split(separator: "\"")[1]
            let rest = (resource["members"]?.arrayValue ?? []).filter { $0["value"] != .string(String(id)) }
            resource["members"] = .array(rest)
        } else if path == "members", op == "add" {
            var members = resource["members"]?.arrayValue ?? []
            for item in operation["value"]?.arrayValue ?? []
            where !members.contains(where: { $0["value"] == item["value"] }) {
                members.append(item)
            }
            resource["members"] = .array(members)
        } else if path.isEmpty {
            for (name, value) in operation["value"]?.objectValue?.members ?? [] { resource[name] = value }
        } else {
            resource[path] = op == "remove" ? nil : operation["value"]
        }
    }

    private static func bulk(_ request: UpstreamRequest, _ state: inout State) -> UpstreamAnswer {
        var results: [JSONValue] = []
        var made: [String: String] = [:]
        let operations = (try? JSONValue(parsing: request.body))?["Operations"]?.arrayValue ?? []
        for operation in operations {
            var path = operation["path"]?.stringValue ?? ""
            var data = operation["data"]?.text ?? ""
            for (name, id) in made {
                path = path.replacing("bulkId:\(name)", with: id)
                data = data.replacing("bulkId:\(name)", with: id)
            }
            let inner = UpstreamRequest(operation["method"]?.stringValue ?? "", path, body: Array(data.utf8))
            let answer = answer(inner, &state)
            var result = JSONObject([
                ("method", operation["method"] ?? nil), ("status", .string("\(answer.status)")),
            ])
            result["bulkId"] = operation["bulkId"]
            result["location"] = answer.header("location").map { .string($0) } ?? .string(base + inner.target)
            if let name = operation["bulkId"]?.stringValue, let place = result["location"]?.stringValue {
                made[name] = String(place.split(separator: "/").last ?? "")
            }
            results.append(.object(result))
        }
        return answer(200, ["Operations": .array(state.answersBulk?(results) ?? results)])
    }
}
