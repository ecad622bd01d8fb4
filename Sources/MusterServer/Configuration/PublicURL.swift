/// The form of the setting `public-url`: scheme and authority, and a path where a proxy puts one before ours.
enum PublicURL {
    static let form = "http:// or https://, a host, and a path or none, without a slash at the end"

    static func isValid(_ text: String) -> Bool {
        guard text.utf8.count <= 512, let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
            return false
        }
        let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard let authority = parts.first, isHost(authority), parts.allSatisfy({ !$0.isEmpty }) else { return false }
        return parts.dropFirst().allSatisfy { $0.utf8.allSatisfy(isPath) }
    }

    // A name or an address, in brackets when it has colons, with a port or without.
    private static func isHost(_ text: Substring) -> Bool {
        text.utf8.allSatisfy { isPath($0) || [UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]")].contains($0) }
            && isAddress(text)
    }

    private static func isAddress(_ text: Substring) -> Bool {
        ListenAddress(String(text)) != nil || ListenAddress("\(text):0") != nil
    }

    private static func isPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
