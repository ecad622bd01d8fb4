import Foundation
import JSON
import Records
import Testing

@Suite struct ActionTests {
    @Test func listsAreDistinctAndWellFormed() {
        #expect(Action.canonical.count == 60)
        #expect(Set(Action.all).count == 60 + Action.admin.count + 2 + 9)
        for name in Action.all { #expect(Action(form: name) != nil, "\(name)") }
        for name in Action.canonical { #expect(Action(rawValue: name)?.isAdmin == false, "\(name)") }
        for name in Action.admin { #expect(Action(rawValue: name)?.isAdmin == true, "\(name)") }
        for name in Action.links { #expect(Action(rawValue: name)?.isLink == true, "\(name)") }
        for name in Action.reading { #expect(Action(rawValue: name)?.isReading == true, "\(name)") }
    }

    /// Which kind of entry says what: each list in its own kind, and what is handed in nowhere but in `record`.
    @Test func everyKindTakesItsOwnActions() throws {
        let kinds: [EntryKind] = [.record, .admin, .link, .unlink, .access, .genesis, .gap, .key]
        for name in Action.all + ["x.acme.badge"] {
            let action = try #require(Action(rawValue: name))
            let taking = kinds.filter { $0.takes(action) }
            let expected: [EntryKind] =
                if Action.admin.contains(name) { [.admin] } else if Action.reading.contains(name) { [.access] } else {
                    name == "identity.link" ? [.link] : name == "identity.unlink" ? [.unlink] : [.record, .admin]
                }
            #expect(taking == expected, "\(name)")
            #expect(action.isReserved == !expected.contains(.record), "\(name)")
        }
    }

    @Test(arguments: [
        Action.userCreate, .userUpdate, .userRename, .userEnable, .userDisable, .userDelete, .userPasswordChange,
        .userPasswordReset, .roleAssign, .roleRevoke, .permissionGrant, .permissionRevoke, .groupCreate, .groupUpdate,
        .groupDelete, .groupMemberAdd, .groupMemberRemove, .groupSubgroupAdd, .groupSubgroupRemove, .tokenCreate,
        .tokenRevoke, .logCreate, .configurationChange, .requestRefuse, .clockStep, .identityLink, .identityUnlink,
    ]) func constantsAreInTheLists(_ action: Action) {
        #expect(Action(rawValue: action.rawValue) == action)
    }

    /// The list is that of the provisioning map, where that is at hand: `MUSTER_TEST_DATA`, or a folder `data` beside
    /// the repository.
    @Test func canonicalListIsThatOfTheMap() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let beside = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let folders =
            [ProcessInfo.processInfo.environment["MUSTER_TEST_DATA"]].compactMap { $0 }
            + beside.map { "\(root)/\($0)/data" }
        let maps = folders.lazy.compactMap { FileManager.default.contents(atPath: $0 + "/provisioning-map.json") }
        guard let data = maps.first else {
            print("skipped: no provisioning-map.json; set MUSTER_TEST_DATA to the folder that holds it")
            return
        }
        let map = try JSONValue(parsing: Array(data))
        #expect(try #require(map["actions"]?.objectValue).names == Action.canonical)
    }

    @Test(arguments: ["x.acme.badge", "x.acme.badge.issue", "x.a-b.c_d", "x.1.2"]) func customNames(_ name: String) {
        #expect(Action(rawValue: name)?.isCustom == true)
    }

    @Test(arguments: [
        "", "x", "x.", "x.acme", "x.acme.", "x..badge", "x.Acme.badge", "x.acme.bad ge", "x.acme.é", "y.acme.badge",
        "user.invented", "USER.CREATE", "user.create ", "x.acme.-a", "x.acme." + String(repeating: "a", count: 128),
    ]) func refusedNames(_ name: String) {
        #expect(Action(rawValue: name) == nil)
    }
}
