import Foundation
import JSON
import Testing

/// Foundation reads what we write, and we read what Foundation writes, on random documents.
@Suite struct OracleTests {
    @Test(arguments: [UInt64(1), 2, 3, 4]) func bothReadersAgreeOnWhatWeWrite(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let value = random.value(depth: 5)
            for bytes in [value.bytes, value.canonicalBytes] {
                #expect(try JSONValue(parsing: bytes) == value)
                let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
                #expect(Self.same(value, theirs), "\(value.text)")
            }
        }
    }

    @Test(arguments: [UInt64(5), 6]) func weReadWhatFoundationWrites(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let value = random.value(depth: 4)
            let theirs = try JSONSerialization.jsonObject(with: Data(value.bytes), options: .fragmentsAllowed)
            let written = try JSONSerialization.data(
                withJSONObject: theirs, options: [.fragmentsAllowed, .prettyPrinted])
            #expect(try JSONValue(parsing: written) == value, "\(value.text)")
        }
    }

    @Test func theComparisonCanFail() throws {
        let theirs = try JSONSerialization.jsonObject(with: Data(#"{"a":[1,"x"]}"#.utf8))
        #expect(Self.same(["a": [1, "x"]], theirs))
        #expect(!Self.same(["a": [2, "x"]], theirs))
        #expect(!Self.same(["a": [1, "y"]], theirs))
        #expect(!Self.same(["b": [1, "x"]], theirs))
        #expect(!Self.same(["a": [1]], theirs))
    }

    private static func same(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: return theirs is NSNull
        case .bool(let flag): return (theirs as? Bool) == flag
        case .number(let number): return number.intValue == (theirs as? NSNumber)?.intValue
        case .string(let text): return (theirs as? String)?.hasSameBytes(as: text) == true
        case .array(let items):
            guard let others = theirs as? [Any], others.count == items.count else { return false }
            return zip(items, others).allSatisfy { same($0, $1) }
        case .object(let object):
            guard let others = theirs as? [String: Any] else { return false }
            // A Swift dictionary takes two spellings of one name for the same: compare only names it could keep.
            guard Set(object.names).count == object.count else { return true }
            return others.count == object.count
                && object.members.allSatisfy { member in others[member.name].map { same(member.value, $0) } ?? false }
        }
    }
}
