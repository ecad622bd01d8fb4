import Glibc

/// A kind of call to the file system, as the table of faults knows it: what is done, and to which part of the log.
struct FaultyCall: Hashable, Comparable, Sendable, CustomStringConvertible {
    enum Operation: String, Sendable, CaseIterable {
        case open, create, reserve, map, write, read, syncData, sync, syncFolder, rename, remove, makeFolder, list
    }

    enum Place: String, Sendable, CaseIterable {
        /// A record in the write-ahead segment in use.
        case record
        /// The header page of a segment that is taken into use.
        case header
        /// A segment that is being made or removed.
        case segment
        case publicFile, lockRecord, checkpoint, table
        /// A folder that must be there.
        case folder
    }

    let operation: Operation
    let place: Place

    var description: String { "\(operation.rawValue) \(place.rawValue)" }

    static func < (left: FaultyCall, right: FaultyCall) -> Bool { left.description < right.description }

    init(_ operation: Operation, _ place: Place) {
        self.operation = operation
        self.place = place
    }

    /// What a call by path is about. A rename is about what it replaces.
    init(_ operation: Operation, path: String) {
        self.init(operation, Self.place(operation, path))
    }

    private static func place(_ operation: Operation, _ path: String) -> Place {
        if operation == .makeFolder { return .folder }
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        func part(_ number: Int, is name: StaticString) -> Bool {
            parts.count > number && name.withUTF8Buffer { parts[number].elementsEqual($0) }
        }
        // /data/<part>/<log>/…
        guard parts.count > 2 else { return .folder }
        if part(1, is: "wal") { return operation == .open && parts.count > 3 ? .header : .segment }
        if part(1, is: "lock") { return .lockRecord }
        if part(parts.count - 1, is: "checkpoint") { return .checkpoint }
        if part(1, is: "logs") { return parts.count > 3 ? .publicFile : .checkpoint }
        return part(3, is: "unfinished") ? .publicFile : .table
    }
}
