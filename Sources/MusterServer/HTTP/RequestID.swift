import Hummingbird
import Logging

/// The name of one request, in answers, in the server's log and in records.
enum RequestID {
    /// Takes the sender's when it is 1 to 64 letters, digits, dots, dashes or underscores; makes one otherwise.
    static func accept(_ offered: String?) -> String {
        guard let offered, (1...64).contains(offered.utf8.count), offered.utf8.allSatisfy(isPlain) else {
            return make()
        }
        return offered
    }

    /// 24 random hexadecimal digits.
    static func make() -> String {
        let digits = Array("0123456789abcdef".utf8)
        // One question to the kernel for each eight bytes, not for each digit.
        var random = SystemRandomNumberGenerator()
        var rest = (random.next() as UInt64, random.next() as UInt64)
        let bytes = (0..<24).map { place -> UInt8 in
            defer { if place < 12 { rest.0 >>= 4 } else { rest.1 >>= 4 } }
            return digits[Int((place < 12 ? rest.0 : rest.1) & 15)]
        }
        return String(decoding: bytes, as: UTF8.self)
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
