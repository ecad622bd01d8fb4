import Recorder

/// Names of tokens: what `recordedBy` says, for all time.
package enum TokenName {
    /// Names under which Muster itself records, as who acts or as the source.
    package static let reserved = Caller.reservedNamespaces.union([Principal.localOperatorName])

    /// 1 to 64 lower-case letters, digits, dots, dashes and underscores; begins with a letter or digit.
    package static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 64, LogName.isPlain(first) else { return false }
        return bytes.allSatisfy { byte in
            LogName.isPlain(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }
}
