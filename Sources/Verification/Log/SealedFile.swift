import Records

/// The sealed bundle of an entry bundle, as far as it could be read.
enum SealedFile {
    /// Its records lie at `ranges`, one for each entry.
    case read(path: String, bytes: [UInt8], ranges: [Range<Int>])
    /// It is missing, or malformed; nobody needs a file in which no entry has a record, if it is missing.
    case unusable(path: String, reason: String, isMissing: Bool)
}

extension BundleChecker {
    /// Reads the sealed bundle.
    func readSealed(_ file: LogFile) async throws(SourceError) -> SealedFile {
        let answer: EdgeReader.Answer
        do {
            answer = try await reader.read(file)
        } catch  where error.code == .missing || error.code == .tooLarge {
            return .unusable(path: file.path, reason: error.description, isMissing: error.code == .missing)
        }
        do {
            let ranges = try SealedBundle.decode(answer.bytes, width: file.width)
            return .read(path: answer.path, bytes: answer.bytes, ranges: ranges)
        } catch {
            return .unusable(path: answer.path, reason: error.description, isMissing: false)
        }
    }
}
