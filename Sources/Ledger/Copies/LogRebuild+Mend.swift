package import DurableFiles
package import Records
import TransparencyLog

extension LogRebuild {
    /// What was done to a log.
    package struct Report: Sendable {
        /// Public files that were written anew, and those that were set aside, by their paths below the log's folder.
        package var written: [String] = []
        package var setAside: [String] = []
        package var isWriteAheadNew = false
        package var isLockNew = false
        /// Entries that stand in the log now, the gap included.
        package var size: UInt64 = 0
        package var gap: Gap?
    }

    /// Writes what is missing or damaged. The originals go into `aside`, in folders named as in a data directory;
    /// none is deleted. The lock record comes last: what was refused is refused until everything else stands.
    ///
    /// With `hasDoubt` something may be missing that nothing here tells of; a `gap` until `now` says so. There is one
    /// also where the write-ahead log does not tell where the log ended.
    package func mend(
        aside: String, origin: String, hasDoubt: Bool, now: Timestamp, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> Report {
        var report = Report()
        try folders.make()
        try mendPublicFiles(aside, &report, progress)
        // Derived from the log, perhaps from entries that are lost: a start makes them anew.
        for (folder, part) in [(folders.state, "state"), (folders.catalog, "catalog")] {
            try Self.setAside(folder, "\(aside)/\(part)/\(folders.name)")
        }
        try folders.make()
        let gap = hasDoubt || !(isWriteAheadWhole || isEndKnown) ? try gapEntry(origin, now) : nil
        try mendWriteAhead(aside, gap, &report)
        try mendNote(folders.checkpoint, aside + "/logs/\(folders.name)/checkpoint", mode: 0o644)
        report.isLockNew = try mendNote(folders.lockFile, aside + "/lock/\(folders.name)/checkpoint", mode: 0o600)
        report.gap = gap.flatMap { (try? Entry(parsing: $0.entry))?.gap }
        report.size = gap.map { $0.index + 1 } ?? nextIndex
        return report
    }

    private func mendPublicFiles(
        _ aside: String, _ report: inout Report, _ progress: (UInt64, UInt64) -> Void
    ) throws {
        let storage = DirectoryStorage(folders: folders, origin: originDigest, settings: settings)
        var expected: Set<String> = ["checkpoint"]
        var edge = EdgeTiles()
        for bundle in 0..<(target.checkpoint.size >> 8) {
            let entries = try entries(bundle)
            let batch = Batch(
                firstIndex: bundle << 8, entries: entries, sealed: try sealed(bundle, beside: entries))
            try edge.append(batch, places: 0..<256)
            try mend(edge.takeFull(), storage, aside, &expected, &report)
            progress((bundle + 1) << 8, target.checkpoint.size)
        }
        let rest = tail.filter { $0.index < target.checkpoint.size }
        let batch = Batch(firstIndex: edge.size, entries: rest.map(\.entry), sealed: rest.map(\.sealed))
        try edge.append(batch, places: 0..<rest.count)
        guard edge.root == target.checkpoint.root else {
            throw Refusal(.corruption, target.place, "a file changed while it was read: nothing more was mended")
        }
        try mend(edge.partialFiles(), storage, aside, &expected, &report)
        try setStrangersAside(expected, aside, &report)
    }

    /// Writes the files that are not there byte for byte.
    private func mend(
        _ files: [PublicFile], _ storage: DirectoryStorage, _ aside: String, _ expected: inout Set<String>,
        _ report: inout Report
    ) throws {
        var wrong: [PublicFile] = []
        for file in files {
            expected.insert(file.path)
            guard try storage.read(file.path) != file.bytes else { continue }
            wrong.append(file)
            if try Self.setAside("\(folders.log)/\(file.path)", "\(aside)/logs/\(folders.name)/\(file.path)") {
                report.setAside.append(file.path)
            }
        }
        try storage.publish(wrong)
        report.written += wrong.map(\.path)
    }

    /// Takes away every file that the tree of the target does not have: it would be cut to answer for what comes.
    private func setStrangersAside(_ expected: Set<String>, _ aside: String, _ report: inout Report) throws {
        var folders = [""]
        while let folder = folders.popLast() {
            for name in try PublicFolder(self.folders.log).names(in: folder) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                if DurableFile.isFolder("\(self.folders.log)/\(path)") {
                    folders.append(path)
                } else if !expected.contains(path) {
                    try Self.setAside("\(self.folders.log)/\(path)", "\(aside)/logs/\(self.folders.name)/\(path)")
                    report.setAside.append(path)
                }
            }
        }
    }

    private var nextIndex: UInt64 { tail.last.map { $0.index + 1 } ?? target.checkpoint.size }

    /// The entry that says that something may be missing behind the newest one that was found.
    private func gapEntry(_ origin: String, _ now: Timestamp) throws -> StoredEntry {
        let size = target.checkpoint.size
        let newest = try tail.last?.entry ?? (size == 0 ? nil : try entries((size - 1) >> 8).last)
        let last = newest.flatMap { try? Entry(parsing: $0).time } ?? Timestamp(milliseconds: 0)
        let to = max(now, last)
        let gap = Gap(
            source: Gap.muster, from: last, to: to,
            entries: Gap.LostEntries(origin: origin, first: nextIndex, end: nil))
        return StoredEntry(
            index: nextIndex, entry: try Entry(gap: gap, time: to).bytes, sealed: [], attachment: nil)
    }

    /// Makes the write-ahead log anew unless it is whole, and writes the gap into it.
    private func mendWriteAhead(_ aside: String, _ gap: StoredEntry?, _ report: inout Report) throws {
        if isWriteAheadWhole {
            if let gap { try append(gap) }
            return
        }
        let unfinished = folders.writeAhead + ".making"
        for name in try DurableFile.names(in: unfinished) { try DurableFile.remove("\(unfinished)/\(name)") }
        try FreshWriteAhead(folder: unfinished, origin: originDigest, settings: settings)
            .make(from: target.checkpoint.size & ~255, tail + (gap.map { [$0] } ?? []))
        try Self.move(unfinished, to: Self.ready(folders))
        try Self.setAside(folders.writeAhead, "\(aside)/wal/\(folders.name)")
        try Self.move(Self.ready(folders), to: folders.writeAhead)
        report.isWriteAheadNew = true
    }

    /// Where a new write-ahead log stands once it is whole, until it takes the place of the old one.
    private static func ready(_ folders: LogFolders) -> String { folders.writeAhead + ".ready" }

    /// Completes a recovery that ended between the old write-ahead log's going and the new one's coming: what was
    /// committed and not signed stands in the new one alone.
    package static func completeInterrupted(_ folders: LogFolders) throws(FileError) {
        let ready = ready(folders)
        guard DurableFile.exists(ready) else { return }
        if !DurableFile.exists(folders.writeAhead) { return try move(ready, to: folders.writeAhead) }
        for name in try DurableFile.names(in: ready) { try DurableFile.remove("\(ready)/\(name)") }
        DurableFile.removeEmptyFolder(ready)
    }

    private static func move(_ path: String, to target: String) throws(FileError) {
        try DurableFile.rename(path, to: target)
        try DurableFile.syncFolder(DurableFile.parent(of: target))
    }

    private func append(_ gap: StoredEntry) throws {
        let storage = DirectoryStorage(folders: folders, origin: originDigest, settings: settings)
        _ = try storage.recover()
        switch storage.commit(Batch(firstIndex: gap.index, entries: [gap.entry], sealed: [gap.sealed])) {
        case .committed: return
        case .lost(let error), .unknown(let error): throw error
        }
    }

    /// Puts the target's note in the place of another one, or of none.
    ///
    /// The original is copied, not moved: the lock record may be on another volume.
    @discardableResult
    private func mendNote(_ path: String, _ aside: String, mode: UInt32) throws -> Bool {
        let found = try DurableFile.read(path)
        guard found != target.note else { return false }
        if let found {
            try DurableFile.makeFolder(DurableFile.parent(of: aside), mode: 0o700)
            try DurableFile.write(found, to: aside, mode: mode)
        }
        try DurableFile.write(target.note, to: path, temporary: path + ".tmp", mode: mode)
        return true
    }

    /// Moves a file or folder away, if it is there, durably; what stands at the new place already stays.
    @discardableResult
    package static func setAside(_ path: String, _ aside: String) throws(FileError) -> Bool {
        guard DurableFile.exists(path) else { return false }
        try DurableFile.makeFolder(DurableFile.parent(of: aside), mode: 0o700)
        guard !DurableFile.exists(aside) else {
            throw FileError("move \(path) to", aside, content: "something stands there already")
        }
        try DurableFile.rename(path, to: aside)
        try DurableFile.syncFolder(DurableFile.parent(of: aside))
        try DurableFile.syncFolder(DurableFile.parent(of: path))
        return true
    }
}
