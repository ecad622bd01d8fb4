/// Something that is wrong with a log, or worth knowing: in which file, at which place, and why.
package struct Fault: Sendable, Equatable {
    /// The file's path below the log's folder, or the name of a file that the user gave.
    package let file: String
    /// In bundles, the index of the entry in the log; in tiles, the number of the hash within its level.
    package let index: UInt64?
    /// The last index when the fault concerns all from `index` on; otherwise nil.
    package let last: UInt64?
    /// What is wrong, in plain words. Never holds what a record says.
    package let reason: String

    package init(_ file: String, _ index: UInt64? = nil, to last: UInt64? = nil, _ reason: String) {
        self.file = file
        self.index = index
        self.last = last == index ? nil : last
        self.reason = reason
    }

    /// The place as text, such as `tile/entries/000 entry 17` or `sealed/001 records 256 to 511`.
    package var place: String {
        guard let index else { return file }
        let (one, many) =
            switch LogFile(file)?.kind {
            case .tile: ("hash", "hashes")
            case .sealed: ("record", "records")
            default: ("entry", "entries")
            }
        guard let last else { return "\(file) \(one) \(index)" }
        return "\(file) \(many) \(index) to \(last)"
    }
}

extension Fault: CustomStringConvertible {
    package var description: String { "\(place): \(reason)" }
}
