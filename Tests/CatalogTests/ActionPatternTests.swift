import Catalog
import Records
import Testing

/// Which actions a pattern means, and which patterns are refused.
@Suite struct ActionPatternTests {
    private static let names = Action.all

    @Test(
        arguments: [
            ("group.member.add", ["group.member.add"]),
            ("group.member", ["group.member.add", "group.member.remove"]),
            ("group.member.", ["group.member.add", "group.member.remove"]),
            ("group.member.*", ["group.member.add", "group.member.remove"]),
            ("user.d*", ["user.disable", "user.delete"]), ("token", ["token.create", "token.revoke"]),
            ("user.mfa", ["user.mfa.enable", "user.mfa.disable"]),
        ] as [(String, [String])])
    func means(pattern: String, expected: [String]) throws {
        let pattern = try ActionPattern(pattern)
        #expect(Self.names.filter { pattern.fits($0) } == expected)
    }

    @Test func everyNameAndEveryBeginningAtADotIsTaken() throws {
        for name in Self.names {
            let parts = name.split(separator: ".")
            for count in 1...parts.count {
                let start = parts.prefix(count).joined(separator: ".")
                for pattern in [start, start + ".", start + ".*", start + "*"] {
                    #expect(try ActionPattern(pattern).fits(name), "\(pattern) \(name)")
                }
            }
        }
        for custom in ["x", "x.", "x.acme", "x.acme.door.open", "x.*"] {
            #expect(try ActionPattern(custom).fits("x.acme.door.open"))
        }
        #expect(try !ActionPattern("x.acme").fits("x.acmes.open"))
    }

    /// A slip is not answered with "there are none".
    @Test(
        arguments: [
            ("grou", "group"), ("user.updat", "user.update"), ("User.update", "user.update"), ("nope.", "user"),
            ("group.membr", "group.member"), ("use", "user"), ("permission.grant.x", "permission.grant"),
            ("serv", "service_account"), ("zz*", "x. for names of one's own"),
        ])
    func aSlipIsRefusedNamingTheNearest(pattern: String, near: String) {
        let error = #expect(throws: QueryError.self) { try ActionPattern(pattern) }
        #expect(error?.reason.contains(near) == true, "\(error as Any)")
    }
}
