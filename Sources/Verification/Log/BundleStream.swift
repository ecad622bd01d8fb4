import Foundation
import Records

/// Checks bundles a few at a time and gives them in order.
struct BundleStream {
    private let checker: BundleChecker
    private let count: UInt64
    private var started: UInt64 = 0
    private var waiting: [Task<Result<[CheckedBundle], SourceError>, Never>] = []
    private var ready: [CheckedBundle] = []
    /// Bundles that one task checks: enough to make the hop between tasks cheap.
    private static let batch: UInt64 = 8
    /// Tasks at once: enough to keep every core busy while the follower works.
    private let width = ProcessInfo.processInfo.activeProcessorCount + 2

    init(checker: BundleChecker, count: UInt64) {
        self.checker = checker
        self.count = count
    }

    /// The next bundle; nil after the last.
    mutating func next() async throws(SourceError) -> CheckedBundle? {
        if let bundle = ready.popLast() { return bundle }
        start()
        guard !waiting.isEmpty else { return nil }
        let result = await waiting.removeFirst().value
        start()
        ready = try result.get().reversed()
        return ready.popLast()
    }

    private mutating func start() {
        while waiting.count < width, started < count {
            let range = started..<min(started + Self.batch, count)
            started = range.upperBound
            let checker = checker
            waiting.append(Task { await Self.check(range, checker) })
        }
    }

    private static func check(
        _ range: Range<UInt64>, _ checker: BundleChecker
    ) async -> Result<[CheckedBundle], SourceError> {
        var bundles: [CheckedBundle] = []
        var lists = KnownDisclosureLists()
        bundles.reserveCapacity(range.count)
        do throws(SourceError) {
            for index in range { bundles.append(try await checker.check(index, lists: &lists)) }
            return .success(bundles)
        } catch {
            return .failure(error)
        }
    }
}
