import Hummingbird
import Logging
import Records

/// The name of one request, in answers, in the server's log and in records.
enum RequestID {
    /// Takes the sender's when it is 1 to 64 letters, digits, dots, dashes or underscores, and no secret by its form, which
    /// no record takes; makes one otherwise.
    static func accept(_ offered: String?) -> String {
        guard let offered, (1...64).contains(offered.utf8.count), offered.utf8.allSatisfy(isPlain),
            !Secrets.hasToken(offered)
        else {
            return make()
        }
        return offered
    }

    /// 24 random hexadecimal digits.
    static func make() -> String {
        var random = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        return String(unsafeUninitializedCapacity: 24) { text in
            for place in 0..<24 {
                let digit = UInt8(truncatingIfNeeded: random.0 & 15)
                text[place] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                random.0 = random.0 >> 4 | random.1 << 60
                random.1 >>= 4
            }
            return 24
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
