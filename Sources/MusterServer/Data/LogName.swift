/// Names of logs: part of paths, of files and of web addresses.
package enum LogName {
    /// 1 to 63 lower-case letters, digits and dashes; begins with a letter or digit.
    package static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 63, first != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { isPlain($0) || $0 == UInt8(ascii: "-") }
    }

    static func isPlain(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
