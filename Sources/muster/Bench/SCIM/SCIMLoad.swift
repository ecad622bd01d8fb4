import Foundation
import JSON

/// What each mode of `muster bench scim` asks of the service.
struct SCIMLoad {
    let server: SCIMServer
    let people: SCIMPeople
    let entries: Int
    let connections: Int
    /// Connections at once while what is needed is made.
    let makers: Int
    /// Requests a second of what is measured; nil for as many as the server can take.
    let rate: Double?

    /// Makes what a mode needs; answers the part that is measured.
    func prepare(_ mode: BenchSCIM.Mode, users: Int, members: Int) throws -> () throws -> Latencies {
        switch mode {
        case .create: return create()
        case .patch: return try patch(users)
        case .filter:
            try people.prepare(users, connections: makers)
            return filter(users)
        case .member: return try member(members)
        case .push: return try push(members)
        case .sequential: return sequential()
        case .health: return health()
        }
    }

    /// Names that no other run has.
    private var fresh: SCIMPeople {
        SCIMPeople(server: server, prefix: people.prefix + "-" + String(UInt32.random(in: 0...UInt32.max), radix: 36))
    }

    private func create() -> () throws -> Latencies {
        let people = fresh
        var number = 0
        return {
            try server.run(connections: connections, rate: rate) { _ in
                guard number < entries else { return nil }
                defer { number += 1 }
                return (server.request("POST", "/Users", people.body(number)), 201)
            } _: {
                try Self.expect($1, $0)
            }
        }
    }

    private func patch(_ users: Int) throws -> () throws -> Latencies {
        try people.prepare(users, connections: makers)
        let ids = try people.ids(users, connections: makers)
        // Both states once, so that every measured request changes something.
        try setActive(ids, count: users, offset: 0)
        return { try setActive(ids, count: entries, offset: users, rate: rate) }
    }

    /// Off in one round over the people, on in the next.
    @discardableResult
    private func setActive(_ ids: [String], count: Int, offset: Int, rate: Double? = nil) throws -> Latencies {
        var number = offset
        return try server.run(connections: connections, rate: rate) { _ in
            guard number < offset + count else { return nil }
            defer { number += 1 }
            let isActive = (number / ids.count) % 2 == 1
            return (active(ids[number % ids.count], isActive), 200)
        } _: {
            try Self.expect($1, $0)
        }
    }

    private func active(_ id: String, _ isActive: Bool) -> [UInt8] {
        server.request("PATCH", "/Users/\(id)", Self.patch(#"{"op":"replace","path":"active","value":\#(isActive)}"#))
    }

    private func filter(_ users: Int) -> () throws -> Latencies {
        var number = 0
        return {
            try server.run(connections: connections, rate: rate) { _ in
                guard number < entries else { return nil }
                number += 1
                return (people.lookUp(Int.random(in: 0..<users)), 200)
            } _: { answer, _ in
                // A list with nobody in it is much shorter.
                guard answer.status == 200, answer.body.count > 400 else {
                    throw SCIMPeople.unexpected(answer)
                }
            }
        }
    }

    /// What an answer costs that asks nothing of the service.
    private func health() -> () throws -> Latencies {
        let bare = SCIMServer(host: server.host, port: server.port, path: "", token: nil)
        let request = bare.request("GET", "/healthz")
        var number = 0
        return {
            try server.run(connections: connections) { _ in
                guard number < entries else { return nil }
                number += 1
                return (request, 200)
            } _: {
                try Self.expect($1, $0)
            }
        }
    }

    private func group(_ name: String) throws -> String {
        let answer = try server.ask(
            "POST", "/Groups",
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\#(name)"}"#)
        guard answer.status == 201, let id = try JSONValue(parsing: answer.body)["id"]?.stringValue else {
            throw SCIMPeople.unexpected(answer)
        }
        return id
    }

    /// Each connection has a person of its own, who comes and goes.
    private func member(_ members: Int) throws -> () throws -> Latencies {
        try people.prepare(members + connections, connections: makers)
        let ids = try people.ids(members + connections, connections: makers)
        let group = try group("Bench \(UInt32.random(in: 0...UInt32.max))")
        for start in stride(from: 0, to: members, by: 5_000) {
            let list = Self.list(ids[start..<min(members, start + 5_000)])
            let answer = try server.ask(
                "PATCH", "/Groups/\(group)", Self.patch(#"{"op":"add","path":"members","value":\#(list)}"#))
            try Self.expect(204, answer)
        }
        var rounds = [Int](repeating: 0, count: connections)
        var number = 0
        return {
            try server.run(connections: connections) { place in
                guard number < entries else { return nil }
                number += 1
                rounds[place] += 1
                let id = ids[members + place]
                let operation =
                    rounds[place] % 2 == 1
                    ? #"{"op":"add","path":"members","value":[{"value":"\#(id)"}]}"#
                    : #"{"op":"remove","path":"members[value eq \"\#(id)\"]"}"#
                return (server.request("PATCH", "/Groups/\(group)", Self.patch(operation)), 204)
            } _: {
                try Self.expect($1, $0)
            }
        }
    }

    /// Each measured push fills an empty group.
    private func push(_ members: Int) throws -> () throws -> Latencies {
        try people.prepare(members, connections: makers)
        let list = Self.list(try people.ids(members, connections: makers)[...])
        let body = Self.patch(#"{"op":"replace","path":"members","value":\#(list)}"#)
        let groups = try (0..<entries).map { try group("Push \($0) \(UInt32.random(in: 0...UInt32.max))") }
        var number = 0
        return {
            try server.run(connections: 1) { _ in
                guard number < groups.count else { return nil }
                defer { number += 1 }
                return (server.request("PATCH", "/Groups/\(groups[number])", body), 204)
            } _: {
                try Self.expect($1, $0)
            }
        }
    }

    private func sequential() -> () throws -> Latencies {
        let people = fresh
        var number = 0
        var id = ""
        return {
            try server.run(connections: 1) { _ in
                guard number < entries else { return nil }
                defer { number += 1 }
                guard number % 3 > 0 else { return (server.request("POST", "/Users", people.body(number)), 201) }
                return (active(id, number % 3 == 2), 200)
            } _: { answer, status in
                try Self.expect(status, answer)
                if status == 201 { id = try JSONValue(parsing: answer.body)["id"]?.stringValue ?? "" }
            }
        }
    }

    private static func expect(_ status: Int, _ answer: LoadSocket.Answer) throws {
        // A service may answer a change with the resource or without.
        guard answer.status == status || [status, answer.status].allSatisfy([200, 204].contains) else {
            throw SCIMPeople.unexpected(answer)
        }
    }

    private static func list(_ ids: ArraySlice<String>) -> String {
        "[" + ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",") + "]"
    }

    private static func patch(_ operation: String) -> String {
        #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[\#(operation)]}"#
    }
}
