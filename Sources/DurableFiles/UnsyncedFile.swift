/// A new file that was written, on which the disk has been started, held open until it is synced, so that no write error
/// is lost with its inode. To write many and then wait for each is several times quicker than to wait in between.
package final class UnsyncedFile {
    private let file: File

    package init(
        _ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644, on system: any FileSystem
    ) throws(FileError) {
        file = try File(creating: path, mode: mode, on: system)
        try file.write(bytes, at: 0)
        file.startWriting()
    }

    package func sync() throws(FileError) { try file.sync() }

    /// How many to hold open at once.
    package static let limit = 96
}
