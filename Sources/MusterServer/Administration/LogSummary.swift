package import JSON

/// What there is to say about a log: `muster log show`.
package struct LogSummary: Sendable, Equatable {
    package let name: String
    package let origin: String
    /// The verifier key, in the form of C2SP signed notes.
    package let vkey: String
    /// The folder of its public files, from the root.
    package let directory: String
    /// Published entries, and the root over them in base64.
    package let size: UInt64
    package let root: String

    /// Keys `name`, `origin`, `vkey`, `directory`, `size`, `root`.
    package var json: JSONValue {
        [
            "name": .string(name), "origin": .string(origin), "vkey": .string(vkey),
            "directory": .string(directory), "size": .int(size), "root": .string(root),
        ]
    }
}
