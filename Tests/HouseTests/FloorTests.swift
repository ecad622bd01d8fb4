import Foundation
import Testing

/// The house is one-way: a room uses rooms of lower floors only.
@Suite struct FloorTests {
    @Test func everyRoomStandsInTheTable() throws {
        let folders = try House.folders(in: "Sources").filter { !House.inC.contains($0) }
        #expect(folders == House.rooms.map(\.name).sorted())
    }

    @Test func everyRoomHasATestRoom() throws {
        let tests = Set(try House.folders(in: "Tests"))
        for room in House.rooms where room.floor < 6 {
            #expect(tests.contains(room.name + "Tests"), "Tests/\(room.name)Tests is missing")
        }
    }

    @Test func theTableItselfIsOneWay() {
        for room in House.rooms {
            for neighbour in room.neighbours {
                let back = House.room(neighbour)?.neighbours.contains(room.name)
                #expect(back == false, "\(room.name) and \(neighbour) may use each other")
            }
        }
    }

    @Test(arguments: House.rooms.map(\.name)) func importsComeFromBelow(_ name: String) throws {
        let room = try #require(House.room(name))
        let files = try House.swiftFiles(under: "Sources/\(name)")
        #expect(!files.isEmpty)
        for file in files {
            for module in Imports.modules(in: try House.text(file)) {
                if let used = House.room(module) {
                    #expect(House.permits(room, using: used), "\(file) imports \(module) of floor \(used.floor)")
                } else if let outside = room.outside {
                    #expect(outside.contains(module), "\(file) imports \(module), which \(name) may not use")
                }
            }
        }
    }

    @Test func declaredDependenciesComeFromBelow() throws {
        let targets = Manifest.targets(in: try House.text("Package.swift"))
        #expect(
            Set(targets.map(\.name)).subtracting(House.inC).subtracting(House.forTests) == Set(House.rooms.map(\.name)))
        for target in targets where !House.inC.union(House.forTests).contains(target.name) {
            let room = try #require(House.room(target.name))
            for used in target.dependencies.compactMap(House.room) {
                #expect(House.permits(room, using: used), "Package.swift: \(target.name) depends on \(used.name)")
            }
        }
    }

    /// What is imported without being declared would be found only by luck of the build order.
    @Test func importedRoomsAreDeclared() throws {
        for target in Manifest.targets(in: try House.text("Package.swift"))
        where !House.inC.union(House.forTests).contains(target.name) {
            for file in try House.swiftFiles(under: "Sources/\(target.name)") {
                for module in Imports.modules(in: try House.text(file)) where House.room(module) != nil {
                    #expect(target.dependencies.contains(module), "\(file) imports \(module), which is not declared")
                }
            }
        }
    }
}

/// The checks above, shown able to fail.
@Suite struct FloorCheckTests {
    @Test(arguments: [
        ("import JSON", ["JSON"]), ("package import Records", ["Records"]), ("@preconcurrency import Glibc", ["Glibc"]),
        ("public import struct Foundation.URL", ["Foundation"]), ("  internal import Crypto  // why", ["Crypto"]),
        ("// import JSON", []), ("let text = \"import JSON\"", []), ("/// how to import JSON", []),
        ("import A; import B", ["A"]), ("import class X.Y\nimport Z", ["X", "Z"]), ("@_spi(Test) import Q", ["Q"]),
    ]) func importLinesAreRead(_ source: String, _ modules: [String]) {
        #expect(Imports.modules(in: source) == modules)
    }

    @Test func aRoomAboveIsNotPermitted() throws {
        let vault = try #require(House.room("Vault"))
        #expect(House.permits(vault, using: try #require(House.room("Records"))))
        #expect(!House.permits(vault, using: try #require(House.room("Ledger"))))
        #expect(!House.permits(vault, using: try #require(House.room("MusterServer"))))
        let catalog = try #require(House.room("Catalog"))
        #expect(House.permits(catalog, using: try #require(House.room("Recorder"))))
    }

    @Test func theManifestIsRead() throws {
        let text = """
            .target(name: "A", swiftSettings: house),
            .target(
                name: "B", dependencies: ["A", crypto, .product(name: "GRDB", package: "GRDB.swift")],
                swiftSettings: house),
            .executableTarget(name: "C", dependencies: ["B"]), .testTarget(name: "D", dependencies: ["A"])
            """
        let targets = Manifest.targets(in: text)
        #expect(targets.map(\.name) == ["A", "B", "C"])
        #expect(targets.map(\.dependencies) == [[], ["A", "GRDB"], ["B"]])
    }
}
