import JSON
import SCIM
import Testing

/// The filter grammar and its evaluation (RFC 7644 section 3.4.2.2).
struct FilterTests {
    static let answers: [(String, Bool)] = [
        (#"userName eq "bjensen""#, true), (#"USERNAME EQ "BJENSEN""#, true), (#"userName ne "bjensen""#, false),
        (#"id eq "2819C223""#, false), (#"externalId eq "E-1""#, true), (#"externalId eq "e-1""#, false),
        (#"name.familyName co "ens""#, true), (#"name.familyName co "x""#, false), (#"userName sw "BJ""#, true),
        (#"userName ew "sen""#, true), ("title pr", true), ("nickName pr", false), ("name pr", true),
        (#"title eq null"#, false), ("nickName eq null", true), ("title ne null", true),
        (#"nickName ne "x""#, true), ("active eq true", true), (#"active eq "True""#, true), ("active eq false", false),
        (#"emails.value ew "jensen.org""#, true), (#"emails co "jensen""#, true),
        (#"emails[type eq "work" and value co "@example.com"]"#, true),
        (#"emails[type eq "home" and value co "@example.com"]"#, false),
        (#"emails.type eq "home" and emails.value co "@example.com""#, true),
        (#"emails[type eq "work"].value eq "bjensen@example.com""#, true),
        (#"emails[type eq "home"].Value eq "bjensen@example.com""#, false),
        (#"roles[primary eq "True"].value eq "admin""#, true),
        (#"roles[primary eq true and value eq "auditor"]"#, false),
        (#"meta.lastModified gt "2026-05-13T02:42:33Z""#, true),
        (#"meta.lastModified gt "2026-05-13T02:42:34Z""#, false),
        (#"meta.lastModified eq "2026-05-13T02:42:34.000Z""#, true),
        (#"meta.created lt "2026-01-02T03:04:05.001Z""#, true),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "audit""#, true),
        (#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "bjensen""#, true),
        (#"id eq "2819c223" and manager eq "M-1""#, true), (#"manager.value eq "M-2""#, false),
        (#"not (title eq "clerk")"#, false), (#"title eq "x" or title eq "y" and userName pr"#, false),
        (#"userName pr or title eq "x" and title eq "y""#, true),
        (#"(userName pr or title eq "x") and title eq "y""#, false),
        (#"not (title eq "x") and userName pr"#, true),
        (#"schemas eq "urn:ietf:params:scim:schemas:core:2.0:User""#, true),
        (#"userName gt "b" and userName lt "c""#, true), (#"userName ge "bjensen" and userName le "BJENSEN""#, true),
        (#"title eq"Clerk""#, true), (#"title eq "\u0043lerk""#, true),
    ]

    @Test(arguments: answers)
    func answer(_ text: String, _ expected: Bool) throws {
        #expect(try Filter(parsing: text).bound(to: .user).matches(bjensen) == expected)
    }

    static let refused: [String] = [
        "", " ", "userName", "userName eq", #"userName eq bjensen"#, #"userName eq "bjensen"#, #"userName is "x""#,
        #"unknown eq "x""#, #"name eq "x""#, #"userName eq 5"#, "active gt true", #"active co "t""#,
        #"active eq "maybe""#, #"password eq "x""#, "password pr", #"password sw "a""#, #"emails[type eq "work""#,
        #"userName eq "a" and"#, #"userName eq "a" userName eq "b""#, #"(userName eq "a""#, #"userName eq "a")"#,
        #"not userName eq "a""#, #"emails[unknown eq "a"]"#, #"userName[value eq "a"]"#,
        #"meta.created gt "yesterday""#,
        #"meta.created co "2026""#, "title gt null", #"x509Certificates.value gt "AA""#, #"a.b.c eq "x""#, "\"\"", "]",
        "((((",
        #"userName eq "a" xor title pr"#, #"emails[type eq "work"].value"#, #"urn:x: eq "y""#, #"userName eq "\"#,
    ]

    @Test(arguments: refused)
    func refusal(_ text: String) {
        let error = failure { _ = try Filter(parsing: text).bound(to: .user) }
        #expect(error == SCIMError(status: 400, .invalidFilter, ""))
    }

    @Test func hostileDepthAndLength() {
        let open = String(repeating: "(", count: 5_000)
        let brackets = String(repeating: "emails[", count: 1_500)
        let nots = String(repeating: "not (", count: 3_000)
        let long = "userName eq \"" + String(repeating: "a", count: 20_000) + "\""
        for text in [open, brackets, nots, long, open + "userName pr" + String(repeating: ")", count: 5_000)] {
            #expect(failure { _ = try Filter(parsing: text) }?.scimType == .invalidFilter)
        }
        let flat = Array(repeating: "title pr", count: 1_000).joined(separator: " and ")
        #expect(throws: Never.self) { _ = try Filter(parsing: flat) }
    }

    /// Every prefix of a rich filter is read or refused; none of them stops the process.
    @Test func prefixesAndFlips() {
        let text = Array(#"not (emails[type eq "w\"k"].value co "a") or urn:a:2.0:User:x.y gt -1.5e3 and a pr"#.utf8)
        for length in 0...text.count {
            _ = try? Filter(parsing: String(decoding: text[..<length], as: UTF8.self))
            _ = try? AttributePath(parsing: String(decoding: text[..<length], as: UTF8.self))
        }
        for place in text.indices {
            for byte in [0x00, 0x20, 0x22, 0x28, 0x29, 0x2E, 0x3A, 0x5B, 0x5C, 0x5D, 0xFF] as [UInt8] {
                var copy = text
                copy[place] = byte
                _ = try? Filter(parsing: String(decoding: copy, as: UTF8.self))
            }
        }
    }

    @Test func precedence() throws {
        guard case .or(let terms) = try Filter(parsing: "a pr or b pr and not (c pr)") else {
            Issue.record("or binds last")
            return
        }
        #expect(terms.count == 2)
    }

    /// Every part of every text over two letters, against the plain definition.
    @Test func substrings() throws {
        let texts = (0..<128).map { number in
            String((0..<(number % 8)).map { number >> (3 + $0 % 4) & 1 == 0 ? "a" : "b" })
        }
        for part in texts {
            let filter = try Filter(parsing: #"title co "\#(part)""#).bound(to: .user)
            for text in texts where !text.isEmpty {
                let expected = (0...text.count).contains { text.dropFirst($0).hasPrefix(part) }
                #expect(try filter.matches(resource(#"{"title":"\#(text)"}"#)) == expected, "\(part) in \(text)")
            }
        }
        let long = String(repeating: "a", count: 200_000)
        let needle = String(repeating: "a", count: 16_000) + "b"
        let filter = try Filter(parsing: #"title co "\#(needle)""#).bound(to: .user)
        #expect(try !filter.matches(resource(#"{"title":"\#(long)"}"#)))
    }
}
