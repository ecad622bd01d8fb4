import JSON
import Ledger
import Recorder
import Records

/// What a writer of the measurement appends.
struct BenchLoad: Sendable {
    let recorder: Recorder
    /// Bytes of an entry, or about those of a record in JSON.
    let size: Int
    let isRecords: Bool
    let acknowledge: Acknowledgement

    /// Appends `count` entries, one after the other.
    ///
    /// - Returns: the seconds of each.
    func run(writer: Int, _ count: Int) async throws -> [Double] {
        var latencies: [Double] = []
        latencies.reserveCapacity(count)
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
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: size)
        for (place, digit) in String(number).utf8.enumerated() where place < size { bytes[place] = digit }
        return bytes
    }

    /// One of a thousand people gets another title; the rest of the size is the reason's.
    private func record(_ number: Int) -> Record {
        let person = "u-\(number % 1000)"
        var record = Record(
            action: Action(rawValue: "user.update") ?? .tokenCreate, source: "bench",
            actor: Party(type: "service", id: "hr", name: "HR sync"),
            subject: Party(type: "user", id: person, name: "person \(person)"),
            changes: [Change(path: "title", before: "Clerk", after: .string("Auditor \(number)"))])
        let missing = size - record.json.bytes.count - 12
        if missing > 0 { record.reason = String(repeating: "r", count: min(missing, 4000)) }
        return record
    }
}
