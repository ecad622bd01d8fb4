/// The calls to the system under everything that must survive a crash: what the house asks of a file system, no more.
///
/// Each call answers as the kernel does: a number that is not negative when it was done, an error number (`errno`),
/// negated, when it was not. A call that a signal interrupted is repeated inside. `SystemFiles` makes the real calls;
/// tests put others under the same storage: ones that fail on command, and ones that forget at a power cut whatever was
/// not synced.
package protocol FileSystem: Sendable {
    /// Opens a file or folder with the flags of `open(2)`; answers its descriptor.
    func open(_ path: String, _ flags: Int32, mode: UInt32) -> Int
    func close(_ descriptor: Int32)
    /// The length of an open file in bytes.
    func size(of descriptor: Int32) -> Int
    /// Writes at `offset`; answers how many bytes, which may be fewer than there are.
    func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int
    /// Reads from `offset`; answers how many bytes, 0 at the end of the file.
    func read(_ descriptor: Int32, into bytes: UnsafeMutableRawBufferPointer, at offset: Int) -> Int
    /// Makes the data of a file durable, and what is needed to read it back.
    func syncData(_ descriptor: Int32) -> Int
    /// Makes a file durable with all its metadata, or the names in a folder.
    func sync(_ descriptor: Int32) -> Int
    /// Begins to write what is dirty, without waiting. A hint.
    func startWriting(_ descriptor: Int32)
    /// Reserves blocks for the first `count` bytes and makes the file at least as long.
    func reserve(_ descriptor: Int32, _ count: Int) -> Int
    /// Drops the cached pages of a file that are not dirty, so that the next read is of the disk. A hint.
    func dropCache(_ descriptor: Int32)
    /// Maps the first `count` bytes of a file, shared, for reading and writing; answers the address.
    func map(_ descriptor: Int32, _ count: Int) -> Int
    /// The same for reading only.
    func mapForReading(_ descriptor: Int32, _ count: Int) -> Int
    func unmap(_ address: UnsafeMutableRawPointer, _ count: Int)
    func rename(_ old: String, to new: String) -> Int
    /// Removes a file.
    func remove(_ path: String) -> Int
    /// Makes one folder.
    func makeFolder(_ path: String, mode: UInt32) -> Int
    /// Removes an empty folder.
    func removeFolder(_ path: String) -> Int
    /// The kind of what stands at a path: `S_IFREG`, `S_IFDIR`, ….
    func kind(of path: String) -> Int
    /// Adds the names in a folder to `names`, in any order.
    func list(_ path: String, into names: inout [String]) -> Int
    /// The same for as long as the page cache stands: what any process wrote is read back, synced or not. Another after
    /// each power cut and start of the machine; nil when that cannot be told.
    var boot: BootID? { get }
}

extension FileSystem {
    package func startWriting(_ descriptor: Int32) {}
    package func mapForReading(_ descriptor: Int32, _ count: Int) -> Int { map(descriptor, count) }
}
