import Catalog
import Foundation
import Logging

/// A folder for one test, and catalogs of a log in it.
final class CatalogHouse: Sendable {
    let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("muster-catalog-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var database: String { directory + "/catalog.sqlite" }

    /// Opens the catalog, follows the log while `body` runs, closes it.
    @discardableResult
    func with<T: Sendable>(
        _ log: some CommittedSource, sizes: SegmentSizes = SegmentSizes(),
        matching: IdentityMatching = IdentityMatching(),
        onProgress: @escaping @Sendable (CatalogProgress) -> Void = { _ in },
        _ body: (Catalog) async throws -> T
    ) async throws -> T {
        let catalog = try Catalog(
            source: log, directory: directory, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            sizes: sizes, matching: matching,
            onProgress: onProgress)
        let following = Task { try await catalog.run() }
        let result: Result<T, any Error>
        do {
            let size = log.committedSize()
            if size > 0 { try await catalog.wait(for: size - 1, timeout: .seconds(60)) }
            result = .success(try await body(catalog))
        } catch { result = .failure(error) }
        following.cancel()
        _ = try? await following.value
        catalog.close()
        return try result.get()
    }
}
