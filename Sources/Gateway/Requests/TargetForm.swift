/// Paths and queries as they are passed on and as they are judged (RFC 3986 sections 2.1, 3.3 and 3.4).
enum TargetForm {
    /// As it goes on the wire: bytes that may not stand there are percent-encoded, everything else is as it came.
    ///
    /// - Parameters:
    ///   - text: a path, or a query without its question mark.
    ///   - isQuery: whether a question mark may stand in it.
    /// - Returns: nil when a percent sign begins no two hexadecimal digits: services do not agree on what that means.
    static func encoded(_ text: String, isQuery: Bool) -> String? {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        for (place, byte) in bytes.enumerated() {
            if byte == percent {
                guard place + 2 < bytes.count, hex(bytes[place + 1]) != nil, hex(bytes[place + 2]) != nil else {
                    return nil
                }
                output.append(byte)
            } else if isAllowed(byte) || (isQuery ? byte == 0x3F : isRefused(byte)) {
                output.append(byte)
            } else {
                output += [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// A segment of a path with every percent sequence decoded, and those that come of it, until none is left.
    ///
    /// - Returns: nil for what is no UTF-8, holds a NUL, or is wrapped deeper than anything honest.
    static func plain(_ segment: some StringProtocol) -> String? {
        var bytes = Array(segment.utf8)
        for _ in 0..<8 {
            let next = decodedOnce(bytes)
            if next == bytes {
                guard !bytes.contains(0) else { return nil }
                return String(validating: bytes, as: UTF8.self)
            }
            bytes = next
        }
        return nil
    }

    private static func decodedOnce(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(percent) else { return bytes }
        var output: [UInt8] = []
        var place = 0
        while place < bytes.count {
            if bytes[place] == percent, place + 2 < bytes.count, let high = hex(bytes[place + 1]),
                let low = hex(bytes[place + 2])
            {
                output.append(high << 4 | low)
                place += 3
            } else {
                output.append(bytes[place])
                place += 1
            }
        }
        return output
    }

    /// Whether a segment could lead out of the base, for some service: `.` or `..` among what stands between slashes of
    /// either kind, however it is encoded and whatever parameters follow it.
    static func goesAstray(_ segment: some StringProtocol) -> Bool {
        guard let plain = plain(segment) else { return true }
        return plain.split { $0 == "/" || $0 == "\\" }.contains { part in
            let name = part.prefix { $0 != ";" }
            return name == "." || name == ".."
        }
    }

    /// The name of an endpoint, decoded and without parameters; nil when it holds a slash.
    static func name(_ segment: some StringProtocol) -> String? {
        guard let plain = plain(segment), !plain.contains(where: { $0 == "/" || $0 == "\\" }) else { return nil }
        return String(plain.prefix { $0 != ";" })
    }

    private static let percent = UInt8(ascii: "%")
    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// What `GatewayRoute` refuses in a path, in whatever form it would be passed on.
    private static func isRefused(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x7F || byte == 0x5C || byte == 0x23
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~!$&'()*+,;=:@/".utf8.contains(byte)
        }
    }
}
