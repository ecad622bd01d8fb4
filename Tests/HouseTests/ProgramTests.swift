import Foundation
import Testing

/// The auditor's program is small: neither the network stack nor the database nor the server is linked into it.
@Suite struct ProgramTests {
    /// Marks that a library leaves in any program that links it: mangled module names, C symbols, library names.
    static let marks = [
        "$s7NIOCore", "$s8NIOPosix", "$s6NIOSSL", "$s11Hummingbird", "$s15AsyncHTTPClient", "$s4GRDB",
        "$s12MusterServer",
        "$s6Ledger", "$s5Vault", "sqlite3_open", "libsqlite3.so",
    ]

    static func program(_ name: String) throws -> Data {
        let path = House.root.appendingPathComponent(".build/release/\(name)")
        return try #require(
            try? Data(contentsOf: path, options: .alwaysMapped),
            "\(path.path) is missing: build it first (make build), or this test proves nothing")
    }

    @Test(arguments: marks) func theAuditorsProgramLacks(_ mark: String) throws {
        let found = try Self.program("muster-verify").range(of: Data(mark.utf8))
        #expect(found == nil, "muster-verify holds \(mark)")
    }

    /// The positive control: the same search finds the same marks where they must be.
    @Test(arguments: marks) func theServersProgramHolds(_ mark: String) throws {
        let found = try Self.program("muster").range(of: Data(mark.utf8))
        #expect(found != nil, "muster does not hold \(mark), so looking for it in muster-verify shows nothing")
    }

    @Test func theAuditorsProgramDoesHoldItsOwnRooms() throws {
        let program = try Self.program("muster-verify")
        for mark in ["$s15TransparencyLog", "$s12Verification", "$s7Records"] {
            #expect(program.range(of: Data(mark.utf8)) != nil, "muster-verify does not hold \(mark)")
        }
    }
}
