/// Where salts, nonces and keys come from; tests pass a fixed one.
package struct RandomSource: Sendable {
    private let source: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    /// - Parameter source: fills the whole buffer with bytes that nobody can guess, or does not return.
    package init(_ source: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) { self.source = source }

    package func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            source(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            filled = count
        }
    }
}
