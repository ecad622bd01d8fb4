import Catalog
import JSON
import Records
import TestLogs
import Testing

/// The event as it is answered.
@Suite struct EventTests {
    private static func event(_ index: UInt64, in catalog: Catalog) async throws -> JSONValue {
        let event = try #require(try await catalog.event(index))
        return try JSONValue(parsing: Array(event.json.utf8))
    }

    @Test func allMembersStandInTheirOrder() async throws {
        let log = try MemoryLog()
        let text = """
            {"id": "hr-7731", "action": "user.update", "outcome": "success", "occurredAt": "2026-06-30T12:00:00.123Z",
             "source": "hr-sync",
             "actor": {"type": "service", "id": "hr", "namespace": "hr-sync", "name": "HR sync", "address": "10.0.0.4", "agent": "hr/2.1"},
             "onBehalfOf": {"type": "user", "id": "u-12", "namespace": "hr-sync", "name": "mreyes"},
             "subject": {"type": "user", "id": "2819c223", "namespace": "hr-sync", "name": "bjensen", "externalId": "E-4410"},
             "resource": {"type": "group", "id": "g-7", "namespace": "hr-sync", "name": "Auditors"},
             "changes": [{"path": "title", "before": "Clerk", "after": "Auditor"}, {"path": "nickName", "after": null}],
             "reason": "annual move", "transaction": "tx-91", "extra": {"a": 1}}
            """
        let given = try JSONValue(parsing: Array(text.utf8))
        var record = try Record(json: given)
        record.recordedBy = "token-a"
        try log.append(record, at: Timestamp(milliseconds: 1_795_370_400_123), kind: .admin)
        try await CatalogHouse().with(log) { catalog in
            let event = try await Self.event(1, in: catalog)
            #expect(
                event.objectValue?.names == [
                    "index", "time", "kind", "action", "outcome", "actor", "onBehalfOf", "subject", "resource",
                    "changes",
                    "source", "transaction", "reason", "occurredAt", "recordedBy", "id", "extra",
                ])
            #expect(event["index"] == 1)
            #expect(event["time"] == "2026-11-22T18:00:00.123Z")
            #expect(event["kind"] == "admin")
            #expect(event["recordedBy"] == "token-a")
            for (name, value) in given.objectValue?.members ?? [] { #expect(event[name] == value, "\(name)") }
        }
    }

    /// One resource is an object, several are an array, none is nothing.
    @Test func resourcesStandAsTheyWereGiven() async throws {
        let log = try MemoryLog()
        let groups = ["a", "b"].map { Party(type: "group", id: $0) }
        for count in 0...2 {
            try log.append(
                Record(
                    action: .groupMemberAdd, subject: Party(type: "user", id: "u"),
                    resources: Array(groups.prefix(count))),
                at: MemoryLog.start)
        }
        try await CatalogHouse().with(log) { catalog in
            let none = try await Self.event(1, in: catalog)
            #expect(none["resource"] == nil)
            let one = try await Self.event(2, in: catalog)
            #expect(one["resource"]?["id"] == "a")
            let two = try await Self.event(3, in: catalog)
            #expect(two["resource"]?.arrayValue?.compactMap { $0["id"] } == ["a", "b"])
        }
    }

    @Test func theGenesisIsAnEvent() async throws {
        let log = try MemoryLog()
        try await CatalogHouse().with(log) { catalog in
            let event = try await Self.event(0, in: catalog)
            #expect(event["kind"] == "genesis")
            #expect(event["genesis"]?["origin"] == .string(log.origin))
            #expect(event["subject"] == nil)
            let beyond = try await catalog.event(1)
            #expect(beyond == nil)
            let farBeyond = try await catalog.event(.max)
            #expect(farBeyond == nil)
        }
    }

    /// Parts that cannot be opened: the event stands, says so, and is found by whatever can still be read and by the label.
    @Test func unreadablePartsAreSaidToBe() async throws {
        let log = try MemoryLog()
        let gone = Party(type: "user", id: "erased", name: "bjensen")
        let record = Record(
            action: .groupMemberAdd, actor: Party(type: "service", id: "okta"), subject: gone,
            resources: [Party(type: "group", id: "g", name: "Auditors")], reason: "secret reason")
        let label = log.label(of: gone, in: record)
        try log.append(record, at: MemoryLog.start) { $0 == label }
        try log.append(
            Record(action: .userUpdate, actor: gone, subject: Party(type: "user", id: "other")), at: MemoryLog.start)
        try await CatalogHouse().with(log) { catalog in
            let event = try await Self.event(1, in: catalog)
            #expect(event["unreadable"] == [.string(label.description)])
            #expect(event["resource"]?["name"] == "Auditors")
            #expect(!event.text.contains("bjensen"))
            for (role, value) in [
                (PartyRole.resource, "auditors"), (.actor, "okta"), (.subject, label.description),
            ] {
                let found = try await SearchTests.all(EventQuery(.matches(.party(role, TextMatch(value)))), in: catalog)
                #expect(found == [1])
            }
            // Entry 2 can be opened and names the same identity, which is then known by its id again.
            guard case .found(let identity, let page) = try await catalog.history(of: SubjectQuery("erased")) else {
                Issue.record("not found by its id")
                return
            }
            #expect(identity.label == label.hash)
            #expect(page.events.map(\.index) == [1])
        }
    }

    /// Marks in `extra` are found by their names where they are set, and not where they are not.
    @Test func marksAreWords() async throws {
        let log = try MemoryLog()
        let marks: JSONValue = ["drift": true, "mayCome": false, "differing": [["path": "title"]], "unseen": []]
        try log.append(
            Record(
                action: .userUpdate, subject: Party(type: "user", id: "u", namespace: "n"),
                extra: JSONObject([("gateway", marks)])), at: MemoryLog.start)
        try await CatalogHouse().with(log) { catalog in
            for (word, count) in [("drift", 1), ("mayCome", 0), ("differing", 1), ("unseen", 0), ("title", 1)] {
                let page = try await catalog.search(EventQuery(.matches(.words(try FullTextQuery(word)))))
                #expect(page.events.count == count, "\(word)")
            }
        }
    }
}
