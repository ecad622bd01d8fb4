import Glibc

/// One run of the machine, from its start until it stops or loses power.
package struct BootID: Equatable, Sendable {
    let words: (UInt64, UInt64)

    /// Nil for two zeros, which stand for no run of any machine.
    package init?(_ first: UInt64, _ second: UInt64) {
        guard first != 0 || second != 0 else { return nil }
        words = (first, second)
    }

    package static func == (left: BootID, right: BootID) -> Bool { left.words == right.words }

    /// As the kernel tells it in `/proc/sys/kernel/random/boot_id`; nil where it does not.
    static let current: BootID? = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var text = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &text, text.count)
        let digits = text.prefix(max(0, count)).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 32 else { return nil }
        func word(_ digits: ArraySlice<Int>) -> UInt64 { digits.reduce(0) { $0 << 4 | UInt64($1) } }
        return BootID(word(digits[..<16]), word(digits[16...]))
    }()
}
