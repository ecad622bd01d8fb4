import TransparencyLog

/// Reads tiles and bundles of a log that may be publishing meanwhile.
///
/// A publisher replaces the partial files at the right edge by wider ones, so a partial file that is gone is looked for
/// again, wider, a few times, before it is called missing. What is beyond the width asked for is cut off.
struct EdgeReader: Sendable {
    let source: any LogSource
    private static let attempts = 5

    /// A file's bytes, cut to the width asked for, and the path of the file that was really read.
    struct Answer: Sendable {
        let bytes: [UInt8]
        let path: String
    }

    init(_ source: any LogSource) { self.source = source }

    func read(_ file: LogFile) async throws(SourceError) -> Answer {
        guard file.width < 256 else {
            return Answer(bytes: try await source.read(file.path, limit: file.limit), path: file.path)
        }
        for attempt in 0..<Self.attempts {
            if attempt > 0 { try? await Task.sleep(for: .milliseconds(20 * attempt)) }
            for width in try await widths(file, attempt) {
                guard let answer = try await read(file, width: width) else { continue }
                return answer
            }
        }
        throw SourceError(.missing, "the file is missing")
    }

    /// The widths to try, the one asked for first.
    private func widths(_ file: LogFile, _ attempt: Int) async throws(SourceError) -> [Int] {
        guard attempt > 0 else { return [file.width, 256] }
        var widths = [file.width, 256]
        if let items = try await source.list(file.partialFolder) {
            widths += items.compactMap { item in LogFile("\(file.partialFolder)/\(item.name)")?.width }
                .filter { $0 > file.width }.sorted()
        } else if let note = try? await source.read("checkpoint", limit: SignedNote.maximumLength),
            let checkpoint = try? Checkpoint.unverified(note),
            let grown = LogFile(file.kind, file.index, size: checkpoint.size), grown.width > file.width
        {
            widths.append(grown.width)
        }
        return widths
    }

    /// The file of that width; nil when there is none, or when it is a wider one that cannot be cut.
    private func read(_ file: LogFile, width: Int) async throws(SourceError) -> Answer? {
        let wider = file.resized(width)
        do {
            let bytes = try await source.read(wider.path, limit: wider.limit)
            return file.cut(bytes, from: width).map { Answer(bytes: $0, path: wider.path) }
        } catch  where error.code == .missing {
            return nil
        }
    }
}
