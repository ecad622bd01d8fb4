internal import Glibc
package import Records

extension RandomSource {
    /// The kernel's random bytes (getentropy(3), which gives at most 256 at a time).
    package static let system = RandomSource { buffer in
        var rest = UnsafeMutableRawBufferPointer(rebasing: buffer[...])
        while let start = rest.baseAddress, !rest.isEmpty {
            let count = min(rest.count, 256)
            precondition(getentropy(start, count) == 0, "the kernel has no random bytes")
            rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
        }
    }
}
