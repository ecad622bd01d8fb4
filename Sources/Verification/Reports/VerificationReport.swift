package import TransparencyLog

/// What verifying a log told: a value with reasons, never an exception.
package struct VerificationReport: Sendable {
    /// The answer.
    package enum Outcome: String, Sendable {
        /// Everything that was checked is as the checkpoint says.
        case verified
        /// At least one thing is not; `faults` says which.
        case failed
        /// Something could not be read, so there is no answer; `obstacle` says what.
        case unknown

        /// The status that programs exit with.
        package var exitStatus: Int32 {
            switch self {
            case .verified: 0
            case .failed: 1
            case .unknown: 3
            }
        }
    }

    /// Where the key came from that the checkpoint's signature was checked with.
    package enum KeySource: String, Sendable {
        /// From whoever asked: the log is who they think it is.
        case argument
        /// From the log's own entry 0: whoever made the log may have made the key.
        case log
    }

    /// Whether entries were taken as any bytes.
    package internal(set) var isPlain = false
    /// Whether every file was looked at, whatever was found.
    package internal(set) var isComplete = false
    package internal(set) var origin: String?
    package internal(set) var key: VerifierKey?
    package internal(set) var keySource: KeySource
    package internal(set) var size: UInt64?
    package internal(set) var root: Hash?
    /// The time of the newest entry, as RFC 3339 text.
    package internal(set) var newestTime: String?
    /// The size of the older checkpoint that the log was found consistent with.
    package internal(set) var consistentSize: UInt64?
    /// Records that were opened with keys and compared; nil without keys.
    package internal(set) var openedRecords: UInt64?
    /// Records with parts whose key is gone.
    package internal(set) var unreadableRecords: UInt64 = 0
    /// What is wrong, in the order of the entries; at most 100.
    package internal(set) var faults: [Fault] = []
    /// How many faults there are in all.
    package internal(set) var faultCount = 0
    /// What is unusual but takes nothing from the answer; at most 100.
    package internal(set) var warnings: [Fault] = []
    /// What could not be read, or not be compared.
    package internal(set) var obstacle: String?

    init(keySource: KeySource) { self.keySource = keySource }

    /// The report when the log could not even be opened for reading.
    ///
    /// - Parameters:
    ///   - log: The log as the user named it.
    ///   - error: Why it could not be opened.
    package init(log: String, _ error: SourceError) {
        keySource = .log
        switch error.code {
        case .denied, .unreachable: obstacle = error.description
        default: (faults, faultCount) = ([Fault(log, nil, error.description)], 1)
        }
    }

    /// Faults weigh more than obstacles: what was found wrong stays wrong.
    package var outcome: Outcome {
        guard faults.isEmpty else { return .failed }
        return obstacle == nil ? .verified : .unknown
    }
}
