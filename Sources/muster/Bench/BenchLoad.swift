import JSON
import Ledger
import Recorder
import Records

/// What a writer of the measurement appends.
struct BenchLoad: Sendable {
    private let recorder: Recorder
    private let size: Int
    private let isRecords: Bool
    private let acknowledge: Acknowledgement
    private let filler: [UInt8]
    private let people: [Party]
    /// What all records have in common; its reason makes up for the size.
    private let sample: Record

    /// A load of entries of `size` bytes, or of records of about as many in JSON.
    init(recorder: Recorder, size: Int, isRecords: Bool, acknowledge: Acknowledgement) {
        self.recorder = recorder
        self.size = size
        self.isRecords = isRecords
        self.acknowledge = acknowledge
        filler = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        people = (0..<1000).map { Party(type: "user", id: "u-\($0)", name: "person \($0)") }
        var sample = Record(
            action: .userUpdate, source: "bench", actor: Party(type: "service", id: "hr", name: "HR sync"),
            subject: people[0],
            changes: [Change(path: "title", before: "Clerk", after: .string("Auditor \(1 << 32)"))])
        let missing = size - sample.canonicalBytes.count - 12
        if missing > 0 { sample.reason = String(repeating: "r", count: min(missing, 4000)) }
        self.sample = sample
    }

    /// Appends `count` entries, one after the other.
    func run(writer: Int, _ count: Int) async throws -> Latencies {
        var latencies = Latencies()
        for number in 0..<count {
            let start = ContinuousClock.now
            try await append((writer + 1) << 32 | number)
            latencies.append((ContinuousClock.now - start) / .seconds(1))
        }
        return latencies
    }

    /// Appends one entry that no other number gives.
    func append(_ number: Int) async throws {
        if isRecords {
            let submission = Submission(record: record(number), idempotencyKey: "bench-\(number)")
            _ = try await recorder.append([submission], acknowledge: acknowledge)
        } else {
            _ = try await recorder.ledger.append([PendingEntry(.raw(entry(number)))], acknowledge: acknowledge)
        }
    }

    private func entry(_ number: Int) -> [UInt8] {
        var bytes = filler
        var rest = UInt64(number)
        for place in 0..<min(16, size) {
            bytes[place] = UInt8(ascii: "a") + UInt8(rest & 15)
            rest >>= 4
        }
        return bytes
    }

    /// One of a thousand people gets another title.
    private func record(_ number: Int) -> Record {
        var record = sample
        record.subject = people[number % people.count]
        record.changes = [Change(path: "title", before: "Clerk", after: .string("Auditor \(number)"))]
        return record
    }
}
