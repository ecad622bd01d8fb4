import Catalog
import Recorder

/// A log as far as a number of entries, as if it had no more.
struct FirstEntries: CommittedSource {
    private let recorder: Recorder
    private let size: UInt64

    init(_ recorder: Recorder, limit: UInt64) {
        self.recorder = recorder
        size = min(limit, recorder.publishedSize())
    }

    var origin: String { recorder.origin }

    func committedSize() -> UInt64 { size }

    func committed(from index: UInt64, limit: Int) throws -> [CommittedRecord] {
        guard index < size else { return [] }
        return try recorder.committed(from: index, limit: min(limit, Int(size - index)))
    }

    func waitCommitted(beyond size: UInt64) async throws {
        while size >= self.size { try await Task.sleep(for: .seconds(1)) }
    }
}
