import DurableFiles
import Foundation
import Testing

@Suite struct DurableFileTests {
    let folder = TemporaryFolder()

    @Test func replacesWholeFilesAndLeavesNoTemporaryOne() throws {
        let path = folder.path + "/a"
        try DurableFile.write([1, 2, 3], to: path)
        try DurableFile.write([4], to: path)
        #expect(try DurableFile.read(path) == [4])
        #expect(try DurableFile.names(in: folder.path) == ["a"])
    }

    @Test func missingIsNilAndMissingFolderIsAnError() throws {
        #expect(try DurableFile.read(folder.path + "/none") == nil)
        #expect(throws: FileError.self) { try DurableFile.write([1], to: folder.path + "/no/such/folder") }
        #expect(try DurableFile.names(in: folder.path + "/none").isEmpty)
    }

    @Test func makesFoldersAllTheWay() throws {
        try DurableFile.makeFolder(folder.path + "/x/y/z")
        #expect(DurableFile.isFolder(folder.path + "/x/y/z"))
        try DurableFile.makeFolder(folder.path + "/x/y/z")
        try DurableFile.write([1], to: folder.path + "/file")
        #expect(throws: FileError.self) { try DurableFile.makeFolder(folder.path + "/file/below") }
        #expect(throws: FileError.self) { try DurableFile.makeFolder("/proc/none/below") }
    }

    @Test(arguments: [("/a/b", "/a"), ("/a", "/"), ("a", "."), ("a/b/", "a"), ("/a/b/c", "/a/b")])
    func parents(path: String, parent: String) {
        #expect(DurableFile.parent(of: path) == parent)
    }

    @Test func aSecondHolderIsRefusedByProcessId() throws {
        let path = folder.path + "/lock"
        let first = try DirectoryLock(path)
        do throws(DirectoryLock.Failure) {
            _ = try DirectoryLock(path)
            Issue.record("the lock was given twice")
        } catch {
            guard case .held(let held) = error else { throw error }
            #expect(held.holder == getpid())
            #expect(held.description.contains("process \(getpid())"))
        }
        withExtendedLifetime(first) {}
    }

    @Test func theLockGoesWithItsHolder() throws {
        let path = folder.path + "/lock"
        do { _ = try DirectoryLock(path) }
        _ = try DirectoryLock(path)
    }
}
