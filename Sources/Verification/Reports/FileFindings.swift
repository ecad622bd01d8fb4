internal import JSON

/// What checking any file against a log told, whatever is in it: whose log it is, which key was used, what is wrong.
package struct FileFindings: Sendable {
    package internal(set) var file: String
    package internal(set) var origin: String?
    /// The key, and whether whoever asked gave it.
    package internal(set) var key: String?
    package internal(set) var isKeyGiven: Bool
    /// The first faults, and how many there are.
    package internal(set) var faults: [Fault] = []
    package internal(set) var faultCount = 0
    /// What kept it from being checked.
    package internal(set) var obstacle: String?

    init(file: String, isKeyGiven: Bool) {
        self.file = file
        self.isKeyGiven = isKeyGiven
    }

    /// What the checks found, when they are done.
    mutating func take(_ list: FaultList) { (faults, faultCount) = (list.faults, list.count) }

    /// A log that could not be read: what is not there is a fault of it, what could not be asked for an obstacle.
    mutating func take(_ error: SourceError, _ faults: inout FaultList) {
        switch error.code {
        case .missing, .tooLarge: faults.add(Fault("log", nil, error.description), order: .max)
        case .denied, .unreachable, .usage: obstacle = error.description
        }
    }

    /// Faults weigh more than obstacles.
    package var outcome: VerificationReport.Outcome {
        guard faults.isEmpty else { return .failed }
        return obstacle == nil ? .verified : .unknown
    }

    /// For people: whose log and which key, some lines of the kind of file, the faults, and at the end one line with the
    /// answer, which is `verified` when nothing is wrong.
    func text(_ lines: [String], verified: String) -> String {
        var all: [String] = []
        if let origin { all.append("log       \(origin)") }
        if let key {
            let note = isKeyGiven ? "given" : "taken from the log itself; give --vkey to be sure whose log this is"
            all.append("key       \(key) (\(note))")
        }
        all += lines
        all += faults.map { "fault     \($0)" }
        if faultCount > faults.count { all.append("fault     … and \(faultCount - faults.count) more") }
        switch outcome {
        case .verified: all.append("verified: \(verified)")
        case .failed: all.append("FAILED: \(faults.first.map { "\($0)" } ?? "")")
        case .unknown: all.append("COULD NOT TELL: \(obstacle ?? "")")
        }
        return all.map(Harmless.text).joined(separator: "\n") + "\n"
    }

    /// For programs: one JSON object, with the members of the kind of file between what is common to all.
    func json(_ members: [(name: String, value: JSONValue)]) -> [UInt8] {
        var all: [(name: String, value: JSONValue)] = [
            ("ok", .bool(outcome == .verified)), ("outcome", .string(outcome.rawValue)), ("file", .string(file)),
            ("origin", .text(origin)), ("key", .text(key)), ("key_source", .string(isKeyGiven ? "argument" : "log")),
        ]
        all += members
        all += [
            ("faults", .array(faults.map { ["index": .number($0.index), "reason": .string($0.reason)] })),
            ("fault_count", .number(UInt64(faultCount))),
        ]
        if let obstacle { all.append(("obstacle", .string(obstacle))) }
        return JSONValue.object(JSONObject(all)).bytes + [UInt8(ascii: "\n")]
    }
}
