import JSON
import Ledger
import Recorder
import Records
import Testing

@Suite struct SealingTogetherTests {
    let folder = TemporaryFolder()

    /// Many appends at the same time are sealed together; each gets the index of its own records, and what one of them
    /// cannot have recorded is no matter for the others.
    @Test(arguments: [1, 3, 40, 300]) func manyAtOnceAreRecordedEachAsItWas(_ writers: Int) async throws {
        let recorder = try await Recorder.create(
            name: "main", origin: "log.example/main", data: folder.path, settings: RecorderTests.settings)
        try await withThrowingTaskGroup(of: (number: Int, outcomes: [Sequenced]?).self) { group in
            for number in 0..<writers {
                group.addTask {
                    do {
                        return (number, try await recorder.append(Self.submissions(number)))
                    } catch RecorderError.invalid { return (number, nil) }
                }
            }
            var indices: Set<UInt64> = []
            for try await (number, outcomes) in group {
                guard let outcomes else {
                    #expect(number % 10 == 9, "transaction \(number) was refused")
                    continue
                }
                #expect(number % 10 != 9 && outcomes.count == 1 + number % 3)
                for (place, outcome) in outcomes.enumerated() {
                    let index = outcome.index
                    try #require(outcome == .recorded(index) && indices.insert(index).inserted)
                    let found = try #require(try recorder.committed(from: index, limit: 1).first?.record)
                    #expect(found.reason == "move \(number)" && found.id == "\(number)-\(place)")
                }
                #expect(zip(outcomes, outcomes.dropFirst()).allSatisfy { $0.index + 1 == $1.index })
            }
        }
        let retried = try await recorder.append(Self.submissions(0))
        #expect(retried == [.duplicate(retried[0].index)])
        await recorder.close()
        let again = try await Recorder.open(name: "main", data: folder.path, settings: RecorderTests.settings)
        var position: UInt64 = 1
        while position < again.committedSize() {
            let found = try again.committed(from: position, limit: 1000)
            for entry in found {
                let number = try #require(entry.record?.id?.split(separator: "-").first.flatMap { Int($0) })
                #expect(entry.record?.reason == "move \(number)" && entry.unreadable.isEmpty)
            }
            position += UInt64(found.count)
        }
        await again.close()
    }

    /// One to three records; of every tenth transaction the last record is none that may stand in the log.
    private static func submissions(_ number: Int) -> [Submission] {
        (0...number % 3).map { place in
            var record = RecorderTests.record(number)
            record.id = "\(number)-\(place)"
            if number % 10 == 9, place == number % 3 { record.subject.id = "" }
            return Submission(record: record, idempotencyKey: record.id)
        }
    }
}
