package import DurableFiles

/// Where the public files of a log are read from, by their paths below its folder. Any thread may ask.
package protocol PublicFileSource: Sendable {
    /// The bytes of a public file; nil when there is none.
    func read(_ path: String) throws(FileError) -> [UInt8]?

    /// At most `count` bytes of a public file from `offset` on; nil when there is none.
    func read(_ path: String, from offset: Int, count: Int) throws(FileError) -> [UInt8]?

    /// The names below a public folder; empty when there is none.
    func names(in folder: String) throws(FileError) -> [String]
}

extension PublicFileSource {
    package func read(_ path: String, from offset: Int, count: Int) throws(FileError) -> [UInt8]? {
        try read(path).map { Array($0.dropFirst(offset).prefix(count)) }
    }
}

/// A folder with the public files of a log: `DATA/logs/NAME`, a copy of it, a mirror.
package struct PublicFolder: PublicFileSource {
    package let path: String

    package init(_ path: String) { self.path = path }

    package func read(_ file: String) throws(FileError) -> [UInt8]? { try DurableFile.read("\(path)/\(file)") }

    package func names(in folder: String) throws(FileError) -> [String] {
        try DurableFile.names(in: folder.isEmpty ? path : "\(path)/\(folder)")
    }
}
