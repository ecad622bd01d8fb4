// Signatures only, so that the floors above can compile until the real ones stand here; then this file goes.
package import Records
package import TransparencyLog

package final class Recorder: Sendable {
    package struct Configuration: Sendable {
        package init() {}
    }

    package let name: String
    package let origin: String
    package let verifierKey: VerifierKey
    package let logDirectory: String

    private init(verifierKey: VerifierKey) {
        name = ""
        origin = ""
        logDirectory = ""
        self.verifierKey = verifierKey
    }

    package static func create(name: String, origin: String, data: String) throws {}
    package static func open(name: String, data: String, configuration: Configuration) throws -> Recorder {
        throw RecorderError.stopped(reason: "the recorder is not written yet")
    }

    package func append(
        _ submissions: [Submission], acknowledge: Acknowledgement = .durable
    ) async throws(RecorderError) -> [Appended] {
        throw .stopped(reason: "the recorder is not written yet")
    }

    package func committedSize() -> UInt64 { 0 }
    package func publishedCheckpoint() -> (size: UInt64, note: [UInt8]) { (0, []) }
    package func waitCommitted(beyond size: UInt64) async throws {}
    package func waitPublished(index: UInt64) async throws {}
    package func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord] { [] }
    package func receipt(index: UInt64) throws -> Receipt { throw RecorderError.stopped(reason: "not written yet") }
    package func entryBytes(index: UInt64) throws -> [UInt8] { [] }
    package func sealedBytes(index: UInt64) throws -> [UInt8] { [] }
    package func publicFile(path: String) throws -> [UInt8]? { nil }
    package func close() async {}
}

package struct Submission: Sendable {
    package var record: Record
    package var kind: EntryKind
    package var idempotencyKey: String?

    package init(record: Record, kind: EntryKind = .record, idempotencyKey: String? = nil) {
        self.record = record
        self.kind = kind
        self.idempotencyKey = idempotencyKey
    }
}

package struct CommittedRecord: Sendable {
    package let index: UInt64
    package let entry: Entry
    package let record: Record?
    package let unreadable: [Label]

    package init(index: UInt64, entry: Entry, record: Record?, unreadable: [Label]) {
        self.index = index
        self.entry = entry
        self.record = record
        self.unreadable = unreadable
    }
}

package enum Appended: Sendable, Equatable {
    case recorded(UInt64), duplicate(UInt64), conflict(UInt64)

    package var index: UInt64 {
        switch self {
        case .recorded(let index), .duplicate(let index), .conflict(let index): index
        }
    }
}

package enum Acknowledgement: Sendable {
    case durable, published
}

package enum RecorderError: Error {
    case tooLarge(limit: Int)
    case busy(retryAfter: Duration)
    case stopped(reason: String)
    case full(reason: String)
}

package struct Caller: Sendable {
    package let token: String
    package let canAttest: Bool
    package let address: String?
    package let agent: String?
    package let request: String

    package init(token: String, canAttest: Bool, address: String?, agent: String?, request: String) {
        self.token = token
        self.canAttest = canAttest
        self.address = address
        self.agent = agent
        self.request = request
    }

    package func stamp(_ record: inout Record) throws {}
}

package final class RefusalRecorder: Sendable {
    package init(recorder: Recorder) {}
    package func refused(_ record: Record, caller: Caller) async {}
    package func unauthenticated(address: String?) async {}
}
