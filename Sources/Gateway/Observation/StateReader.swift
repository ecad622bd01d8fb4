import Differences
import Foundation
import JSON
import NIOCore
import SCIM

/// Reads resources from the service behind a gateway: what the records are made from.
struct StateReader: Sendable {
    let upstream: any Upstream
    let settings: GatewaySettings
    let via: ViaName
    /// What the client shows, where that is passed on.
    let access: [(name: String, value: String)]
    let memory: UpstreamMemory
    /// Some members that a group has as far as is known: by them it is tried whether the service finds members at all.
    var knownMembers: @Sendable (_ group: String) -> [String] = { _ in [] }

    /// A small answer, whole.
    struct Whole: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]
        /// Why the body was not read, though it came; nil where it is here.
        var unread: String?
        var json: JSONValue? { try? parsed.get() }
        var parsed: Result<JSONValue, JSONError> {
            do throws(JSONError) {
                return .success(try JSONValue(parsing: body, limits: JSONLimits(bytes: body.count + 1, depth: 32)))
            } catch { return .failure(error) }
        }
        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    }

    /// A resource, with as much of its members as a write touches.
    ///
    /// - Parameters:
    ///   - kind: its kind.
    ///   - id: its id.
    ///   - touched: the members to look at.
    ///   - isBig: whether the group is known to have many members, so that single ones are better asked for.
    ///   - called: what to ask for in place of the id, which must show the resource of that id.
    /// - Returns: what was seen; never a guess.
    func read(
        _ kind: ResourceKind, _ id: String, members touched: RequestedChanges.TouchedMembers = .init(),
        isBig: Bool = false, called: String? = nil
    ) async -> Observation {
        let called = called ?? id
        guard kind.isGroup, !touched.isEmpty else {
            return await read(
                kind, id, called, query: kind.isGroup ? "?excludedAttributes=members" : "", asksMembers: false)
        }
        let areFew = !touched.isWhole && touched.ids.count <= Self.few
        guard areFew, isBig, await filtersMembers(id) else {
            return await read(kind, id, called, query: "", asksMembers: true)
        }
        guard
            case .there(var group) = await read(
                kind, id, called, query: "?excludedAttributes=members", asksMembers: false)
        else { return await read(kind, id, called, query: "", asksMembers: true) }
        var seen: [String: Bool] = [:]
        for member in Set(touched.ids) {
            guard let isMember = await isMember(member, of: id) else {
                group.members = .unknown("whether a member is in the group cannot be asked")
                return .there(group)
            }
            seen[member] = isMember
        }
        group.members = .some(seen)
        return .there(group)
    }

    /// Members that are asked for one by one; more are read with the group.
    private static let few = 50

    /// The id of what is shown under a name, in the service's spelling; nil where nothing can be seen.
    func shown(_ kind: ResourceKind, _ name: String) async -> String? {
        let query = kind.isGroup ? "?excludedAttributes=members" : ""
        guard let answer = try? await get("/\(kind.endpoint)/\(Self.encoded(name))\(query)"), answer.status == 200,
            let id = answer.json?.objectValue.flatMap(Self.id(of:)), GatewayRoute.isID(id)
        else { return nil }
        return id
    }

    private func read(
        _ kind: ResourceKind, _ id: String, _ called: String, query: String, asksMembers: Bool
    ) async -> Observation {
        let answer: Whole
        do throws(UpstreamFailure) {
            answer = try await get("/\(kind.endpoint)/\(Self.encoded(called))\(query)")
        } catch { return .unknown(error.description) }
        switch answer.status {
        case 404, 410: return .absent
        case 200:
            // A service that does not tell upper from lower case spells the id in its own way, and that counts.
            let object: JSONObject
            switch answer.parsed {
            case .failure(let error):
                return .unknown("the upstream's answer is no JSON that can be read: \(error.reason)")
            case .success(let value):
                guard let whole = value.objectValue else { return .unknown("the upstream's answer is no JSON object") }
                object = whole
            }
            guard let found = Self.id(of: object), GatewayRoute.isID(found) else {
                return .unknown("the upstream's answer has no id that can be read")
            }
            guard found.caseFolded == id.caseFolded else {
                return .unknown("the upstream shows this resource under another id")
            }
            let tag = query.isEmpty ? Self.tag(answer.header("etag"), object) : nil
            return .there(resource(kind, found, object, tag, asksMembers: asksMembers))
        default: return .unknown("the upstream answered \(answer.status) when its state was read")
        }
    }

    /// The id of a resource, which some services write as a number.
    static func id(of object: JSONObject) -> String? {
        guard let id = object["id"] else { return nil }
        if case .number = id { return id.text }
        return id.stringValue
    }

    /// The entity tag of a whole representation (RFC 9110 section 8.8.3); what has no quotes is none.
    private static func tag(_ field: String?, _ object: JSONObject) -> String? {
        guard let tag = field ?? object["meta"]?["version"]?.stringValue, tag.utf8.count <= 1_000 else { return nil }
        let opaque = tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]
        let inner = opaque.utf8.dropFirst().dropLast()
        guard opaque.utf8.count >= 2, opaque.hasPrefix("\""), opaque.hasSuffix("\""),
            inner.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x22 })
        else { return nil }
        return tag
    }

    private func resource(
        _ kind: ResourceKind, _ id: String, _ object: JSONObject, _ tag: String?, asksMembers: Bool
    ) -> ObservedResource {
        let (state, omitted) = kind.difference.kept(settings.shown(object))
        var resource = ObservedResource(id: id, state: state, omitted: omitted)
        resource.entityTag = tag
        guard kind.isGroup else { return resource }
        if let members = object.members.first(where: { $0.name.isSameName(as: "members") })?.value.arrayValue {
            resource.members = Self.members(members)
            if !members.isEmpty { memory.showsMembers() }
        } else if asksMembers {
            resource.members = memory.hasShownMembers ? .all([:]) : .unknown("the upstream shows no members")
        }
        return resource
    }

    private static func members(_ list: [JSONValue]) -> ObservedMembers {
        var members: [String: JSONObject] = [:]
        for item in list {
            guard let id = item["value"]?.stringValue ?? item.stringValue, GatewayRoute.isID(id) else { continue }
            var detail = JSONObject()
            for name in ["display", "type"] {
                guard let text = item[name]?.stringValue, text.utf8.count <= 1_000 else { continue }
                detail[name] = .string(text)
            }
            members[id] = detail
        }
        return .all(members)
    }

    /// Whether someone is a member, asked in a way that shows no other member; nil when that cannot be told.
    func isMember(_ member: String, of group: String) async -> Bool? {
        let filter =
            "id eq \(JSONValue.string(group).text) and members.value eq \(JSONValue.string(member).text)"
        let target = "/Groups?filter=\(Self.encoded(filter))&attributes=id&count=2"
        guard let answer = try? await get(target), answer.status == 200, let list = answer.json,
            let total = list["totalResults"]?.intValue
        else { return nil }
        let ids = (list["Resources"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        guard total <= 1, ids.allSatisfy({ $0 == group }) else { return nil }
        return total == 1
    }

    /// Whether the upstream understands such a question: nobody can be a member under an id that was just made up, and one
    /// at least of those who are known to be members must be found. Services exist that answer every compound filter with
    /// an empty list.
    private func filtersMembers(_ group: String) async -> Bool {
        if let known = memory.filtersMembers { return known }
        var works = false
        if await isMember("muster-\(UUID().uuidString.lowercased())", of: group) == false {
            for member in knownMembers(group).prefix(3) where !works {
                works = await isMember(member, of: group) == true
            }
        }
        memory.set(filtersMembers: works)
        return works
    }

    /// So many resources of one name are looked at.
    static let mostFound = 10

    /// The ids of resources that have a value in an attribute; nil when that cannot be asked.
    func find(_ kind: ResourceKind, _ attribute: String, _ value: String) async -> [String]? {
        let filter = "\(attribute) eq \(JSONValue.string(value).text)"
        guard let answer = try? await get("/\(kind.endpoint)?filter=\(Self.encoded(filter))&count=\(Self.mostFound)"),
            answer.status == 200, let json = answer.json
        else { return nil }
        return (json["Resources"]?.arrayValue ?? []).filter { item in
            let shown = item.objectValue?.members.first { $0.name.isSameName(as: attribute) }?.value.stringValue
            return shown?.caseFolded == value.caseFolded
        }.compactMap { $0.objectValue.flatMap(Self.id(of:)) }
    }

    /// Asks and reads the whole answer.
    ///
    /// - Throws: `UpstreamFailure`, `circle` for a 508.
    func get(_ target: String) async throws(UpstreamFailure) -> Whole {
        var fields = access
        fields += [
            ("Accept", "application/scim+json, application/json"), ("Accept-Encoding", "identity"),
            ("User-Agent", "muster-gateway"), via.field,
        ]
        let request = UpstreamRequest("GET", target, headers: fields)
        let answer: Whole
        do { answer = try await ask(request) } catch {
            // What was kept open may have been closed by the other side: asking changes nothing, so it is asked again.
            guard error.kind == .cutOff else { throw error }
            answer = try await ask(request)
        }
        memory.set(leadsBack: answer.status == 508)
        guard answer.status != 508 else { throw .circle }
        return answer
    }

    private func ask(_ request: UpstreamRequest) async throws(UpstreamFailure) -> Whole {
        try await Self.whole(
            try await upstream.send(request), limit: settings.body, within: settings.timeouts.answer)
    }

    /// The whole of an answer.
    ///
    /// - Parameters:
    ///   - answer: its head, and its body as it comes.
    ///   - limit: most bytes.
    ///   - time: for all of the body: one that drips holds a lock and an attempt.
    /// - Returns: head and body.
    /// - Throws: `UpstreamFailure`.
    static func whole(
        _ answer: UpstreamAnswer, limit: Int, within time: Duration
    ) async throws(UpstreamFailure) -> Whole {
        let start = ContinuousClock.now
        defer { UpstreamTime.current?.add(start.duration(to: .now)) }
        do {
            let bytes = try await Patience.give(time) {
                try await UpstreamTime.$isLimited.withValue(true) { try await Self.bytes(answer, limit) }
            }
            return Whole(status: answer.status, headers: answer.headers, body: bytes)
        } catch { throw HTTPUpstream.explain(error) }
    }

    private static func bytes(_ answer: UpstreamAnswer, _ limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await part in answer.body {
            guard part.readableBytes <= limit - bytes.count else {
                throw UpstreamFailure(
                    .tooLarge, mayHaveArrived: true, "the upstream's answer has more than \(limit) bytes")
            }
            bytes.append(contentsOf: part.readableBytesView)
        }
        // What was given up ends like what is whole.
        try Task.checkCancellation()
        return bytes
    }

    /// As a segment of a path or a value in a query; `kept` are more bytes that stay as they are.
    static func encoded(_ text: String, keeping kept: String = "") -> String {
        var output = ""
        for byte in text.utf8 {
            let isPlain =
                (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte)
                || kept.utf8.contains(byte)
            if isPlain {
                output.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                output += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return output
    }
}
