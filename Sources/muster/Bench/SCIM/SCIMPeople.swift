import Foundation
import JSON

/// The people of the measurement: numbered, so that a later run finds those of an earlier one.
struct SCIMPeople {
    let server: SCIMServer
    let prefix: String

    func name(_ number: Int) -> String { "\(prefix)-\(number)@bench.example" }

    /// A user as Entra sends it, some 700 bytes.
    func body(_ number: Int) -> String {
        """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",\
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"\(name(number))",\
        "externalId":"\(prefix)-\(number)","active":true,"displayName":"Person \(number) Bench",\
        "name":{"givenName":"Person \(number)","familyName":"Bench","formatted":"Person \(number) Bench"},\
        "title":"Clerk","preferredLanguage":"en-GB","emails":[{"value":"\(name(number))","type":"work","primary":true}],\
        "phoneNumbers":[{"value":"+44 20 7946 \(number % 10_000)","type":"work"}],\
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"\(number)",\
        "department":"Department \(number % 100)","costCenter":"\(number % 37)"}}
        """
    }

    func lookUp(_ number: Int) -> [UInt8] {
        server.request("GET", "/Users?filter=userName%20eq%20%22\(name(number))%22")
    }

    /// Sees to it that the people with the numbers from 0 on are there.
    func prepare(_ count: Int, connections: Int) throws {
        guard try id(ofAnswer: server.ask("GET", "/Users?filter=userName%20eq%20%22\(name(count - 1))%22")) == nil
        else { return }
        var number = 0
        try server.run(connections: connections) { _ in
            guard number < count else { return nil }
            defer { number += 1 }
            return (server.request("POST", "/Users", body(number)), number)
        } _: { answer, _ in
            guard answer.status == 201 || answer.status == 409 else { throw Self.unexpected(answer) }
        }
    }

    /// The ids of the people from number 0 on.
    func ids(_ count: Int, connections: Int) throws -> [String] {
        var ids = [String](repeating: "", count: count)
        var number = 0
        try server.run(connections: connections) { _ in
            guard number < count else { return nil }
            defer { number += 1 }
            return (lookUp(number), number)
        } _: { answer, number in
            guard let id = try id(ofAnswer: answer) else { throw Self.unexpected(answer) }
            ids[number] = id
        }
        return ids
    }

    private func id(ofAnswer answer: LoadSocket.Answer) throws -> String? {
        guard answer.status == 200 else { throw Self.unexpected(answer) }
        return try JSONValue(parsing: answer.body)["Resources"]?.arrayValue?.first?["id"]?.stringValue
    }

    static func unexpected(_ answer: LoadSocket.Answer) -> Failure {
        Failure(.no, "the server answered \(answer.status): \(answer.text)")
    }
}
