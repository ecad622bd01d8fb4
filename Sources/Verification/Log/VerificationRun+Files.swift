import Records
import TransparencyLog

extension VerificationRun {
    /// Looks at every file that is there: left-over partial files must be prefixes of what was checked, and what the
    /// checkpoint does not cover is reported. Sources without listings have nothing to look at.
    mutating func checkPresentFiles(_ checkpoint: Checkpoint) async throws(SourceError) {
        var folders = [""]
        defer { reportUnread() }
        while let folder = folders.popLast() {
            guard let items = try await verifier.source.list(folder) else { return }
            var below: [String] = []
            for item in items {
                let path = folder.isEmpty ? item.name : "\(folder)/\(item.name)"
                if item.isFolder {
                    below.append(path)
                } else {
                    try await checkPresent(path, checkpoint)
                }
            }
            folders += below.reversed()
        }
    }

    private mutating func reportUnread() {
        guard unreadSealed > 0 else { return }
        let files = "\(unreadSealed) \(unreadSealed == 1 ? "file" : "files")"
        warnings.add(Fault("sealed", nil, "\(files) of sealed records: not checked, as in a plain log"), order: .max)
    }

    private mutating func checkPresent(_ path: String, _ checkpoint: Checkpoint) async throws(SourceError) {
        guard path != "checkpoint" else { return }
        guard let file = LogFile(path) else {
            warnings.add(Fault(path, nil, "unexpected file: it is not part of a log, and was not checked"), order: .max)
            return
        }
        guard !verifier.isPlain || file.kind != .sealed else {
            unreadSealed += 1
            return
        }
        guard let covered = LogFile(file.kind, file.index, size: checkpoint.size) else {
            return try await warnBeyond(file, checkpoint.size)
        }
        if file.width != covered.width { try await checkPrefix(file, covered) }
        if file.width > covered.width { try await warnBeyond(file, checkpoint.size) }
    }

    /// Of two files at one place, the narrower is the beginning of the wider.
    private mutating func checkPrefix(_ file: LogFile, _ covered: LogFile) async throws(SourceError) {
        let width = min(file.width, covered.width)
        do {
            let checked = try await reader.read(covered)
            let bytes = try await verifier.source.read(file.path, limit: file.limit)
            let expected = covered.resized(width).cut(checked.bytes, from: covered.width)
            guard let expected, file.resized(width).cut(bytes, from: file.width) == expected else {
                let reason = "it has other bytes than \(checked.path), which covers the same entries"
                faults.add(Fault(file.path, nil, reason), order: file.firstEntry)
                return
            }
        } catch  where error.code == .tooLarge {
            faults.add(Fault(file.path, nil, error.description), order: file.firstEntry)
        } catch  where error.code == .missing {
            // Replaced since it was listed, or the file it is compared with is missing: a fault already.
        }
    }

    /// Reports a file beyond the checkpoint, unless the log has grown over it meanwhile.
    private mutating func warnBeyond(_ file: LogFile, _ size: UInt64) async throws(SourceError) {
        if let note = try? await verifier.source.read("checkpoint", limit: SignedNote.maximumLength),
            let newer = try? Checkpoint.unverified(note), newer.size > size,
            let grown = LogFile(file.kind, file.index, size: newer.size), grown.width >= file.width
        {
            return
        }
        let reason = "beyond the checkpoint of \(size) entries: not published yet, or left behind; not verified"
        warnings.add(Fault(file.path, nil, reason), order: file.firstEntry)
    }
}
