import JSON
import Ledger
import Recorder
import Records
import Testing

@Suite struct ReadingTests {
    let folder = TemporaryFolder()

    /// Records that stand anywhere are those that reading in order gives, whether they come from the disk or from memory.
    @Test(arguments: [0, 32 << 20]) func recordsThatStandAnywhereAreThoseInOrder(_ tailBytes: Int) async throws {
        var settings = RecorderTests.settings
        settings.tailBytes = tailBytes
        let recorder = try await Recorder.create(
            name: "main", origin: "log.example/main", data: folder.path, settings: settings)
        for part in 0..<6 {
            let records = (0..<100).map { number in
                Submission(
                    record: Record(
                        action: .userUpdate, source: "hr",
                        subject: Party(type: "user", id: "u-\(number % 7)", name: "É \(part)"),
                        changes: [Change(path: "title", before: "a", after: .string("\(part) \(number)"))]))
            }
            _ = try await recorder.append(records, acknowledge: .published)
        }
        let all = try Self.everything(recorder)
        #expect(all.map(\.index) == Array(0...600))
        let indices: [UInt64] = [600, 0, 255, 256, 1, 511, 512, 300, 301, 300, 601, 9_999]
        let found = try recorder.committed(at: indices)
        #expect(found.map(\.index) == Array(indices.dropLast(2)))
        for one in found {
            #expect(one.entry == all[Int(one.index)].entry && one.record == all[Int(one.index)].record)
        }
        for index in stride(from: 0, through: 600, by: 37) as StrideThrough<UInt64> {
            let one = try recorder.committed(from: index, limit: 1)
            #expect(one.count == 1 && one.first?.record == all[Int(index)].record)
        }
        #expect(try recorder.committed(from: 601, limit: 1).isEmpty)
        await recorder.close()
    }

    /// Several threads read at once, as a rebuild of the catalog does.
    @Test func severalReadAtOnce() async throws {
        let recorder = try await Recorder.create(
            name: "main", origin: "log.example/main", data: folder.path, settings: RecorderTests.settings)
        let records = (0..<700).map {
            Submission(record: Record(action: .userUpdate, source: "hr", subject: Party(type: "user", id: "u-\($0)")))
        }
        _ = try await recorder.append(records, acknowledge: .published)
        try await withThrowingTaskGroup(of: [CommittedRecord].self) { group in
            for _ in 0..<8 { group.addTask { try Self.everything(recorder) } }
            for try await all in group {
                #expect(all.dropFirst().compactMap(\.record?.subject.id) == (0..<700).map { "u-\($0)" })
            }
        }
        await recorder.close()
    }

    private static func everything(_ recorder: Recorder) throws -> [CommittedRecord] {
        var all: [CommittedRecord] = []
        while UInt64(all.count) < recorder.committedSize() {
            all += try recorder.committed(from: UInt64(all.count), limit: 256)
        }
        return all
    }
}
