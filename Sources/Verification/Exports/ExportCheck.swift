import JSON
import Records
package import TransparencyLog

/// Checks an exported file against its log: the checkpoint's signature, and row by row the leaf hash, against the log's own
/// entry and the signed root. With the log's keys it compares what the rows say, too.
///
/// The file is read twice, in pieces: what it rests on stands at its end in CSV. Only files of the log that the rows need are
/// read.
package struct ExportCheck: Sendable {
    /// Reads a file from its beginning: each call gives the next piece, nil at the end.
    package typealias Pieces = () throws -> [UInt8]?

    let name: String
    let log: LogEntries
    let key: VerifierKey?
    let opener: (any ExportOpener)?

    /// A check to be run.
    ///
    /// - Parameters:
    ///   - name: the file, as the user named it.
    ///   - source: the log.
    ///   - key: the log's key from a source that the caller trusts; nil to take the one that entry 0 names.
    ///   - opener: compares contents when there are keys.
    package init(name: String, source: any LogSource, key: VerifierKey? = nil, opener: (any ExportOpener)? = nil) {
        self.name = name
        log = LogEntries(source)
        self.key = key
        self.opener = opener
    }

    /// Runs all checks; `open` begins reading the file, and is called twice.
    ///
    /// - Throws: what reading the file throws.
    package func check(_ open: () throws -> Pieces) async throws -> ExportReport {
        var report = ExportReport(file: name, isKeyGiven: key != nil)
        report.compared = opener == nil ? nil : 0
        var faults = FaultList()
        do {
            let statement = try read(try open(), &faults)
            report.query = statement.query
            report.position = statement.position
            report.common.origin = statement.log
            if let checkpoint = try await checkpoint(statement, &report, &faults) {
                try await checkRows(try open(), statement, checkpoint, &report, &faults)
            }
        } catch let error as ExportReader.Malformed {
            faults.add(Fault(name, nil, "line \(error.line): \(error.reason)"), order: 0)
        } catch let error as SourceError {
            report.common.take(error, &faults)
        }
        report.common.take(faults)
        return report
    }

    /// Reads the whole file for what it says of itself.
    private func read(_ pieces: Pieces, _ faults: inout FaultList) throws -> ExportedStatement {
        var reader = ExportReader()
        while let piece = try pieces() { _ = try reader.feed(piece) }
        let (statement, digest, rows) = try reader.finish()
        if rows != statement.rows {
            faults.add(Fault(name, nil, "it has \(rows) rows, and says that it had \(statement.rows)"), order: 0)
        } else if digest != statement.digest {
            faults.add(
                Fault(name, nil, "its bytes are not those that its digest was made of: it was changed"), order: 0)
        }
        return statement
    }

    /// The checkpoint that the file carries, if the log signed it.
    private func checkpoint(
        _ statement: ExportedStatement, _ report: inout ExportReport, _ faults: inout FaultList
    ) async throws -> Checkpoint? {
        do {
            let unverified = try Checkpoint.unverified(statement.checkpoint)
            let key: VerifierKey
            if let given = self.key { key = given } else { key = try await log.key(size: unverified.size) }
            report.common.key = key.description
            let checkpoint = try Checkpoint.open(statement.checkpoint, key: key, origin: statement.log)
            report.size = checkpoint.size
            guard statement.position <= checkpoint.size else {
                let reason =
                    "its checkpoint covers \(checkpoint.size) entries, not the \(statement.position) it was made from"
                faults.add(Fault(name, nil, reason), order: 0)
                return nil
            }
            return checkpoint
        } catch let error as CheckpointError {
            faults.add(Fault(name, nil, "its checkpoint: \(error)"), order: 0)
        } catch let error as LogEntries.Unusable {
            faults.add(Fault("log", nil, error.reason), order: 0)
        }
        return nil
    }

    private func checkRows(
        _ pieces: Pieces, _ statement: ExportedStatement, _ checkpoint: Checkpoint, _ report: inout ExportReport,
        _ faults: inout FaultList
    ) async throws {
        var reader = ExportReader()
        var files = LogEntries.Files(size: checkpoint.size)
        var last: UInt64?
        while let piece = try pieces() {
            for row in try reader.feed(piece) {
                report.rows += 1
                if let reason = try await fault(row, after: last, statement, checkpoint, &files, &report) {
                    faults.add(Fault(name, row.index, "line \(row.line): \(reason)"), order: row.index)
                }
                last = row.index
            }
        }
    }

    /// What is wrong with a row; nil when nothing is.
    private func fault(
        _ row: ExportedRow, after last: UInt64?, _ statement: ExportedStatement, _ checkpoint: Checkpoint,
        _ files: inout LogEntries.Files, _ report: inout ExportReport
    ) async throws -> String? {
        if let last, row.index <= last { return "its index does not follow that of the row before it" }
        guard row.index < statement.position else { return "its index lies beyond what the export was made from" }
        let bytes: [UInt8]
        do {
            bytes = try await log.entry(row.index, in: &files)
            guard row.leafHash == MerkleTree.leafHash(bytes) else {
                return "its leaf hash is not that of entry \(row.index) of the log"
            }
            try await log.prove(row.index, leafHash: row.leafHash, checkpoint, in: &files)
            let entry = try Entry(parsing: bytes)
            if let member = Self.difference(row, entry) { return "it has another \(member) than the entry" }
            guard let opener else { return nil }
            let sealed = entry.commitment == nil ? [] : try await log.sealed(row.index, in: &files)
            switch opener.compare(row, entry: entry, sealed: sealed) {
            case .same: report.compared = (report.compared ?? 0) + 1
            case .unreadable: report.unreadable += 1
            case .different(let member): return "its \(member) is not what the record says"
            case .fault(let reason): return reason
            }
            return nil
        } catch let error as LogEntries.Unusable {
            return error.reason
        } catch let error as EntryError {
            return "entry \(row.index) of the log is malformed: \(error)"
        }
    }

    /// What the entry says in clear can be compared without keys; nil when it is the same.
    private static func difference(_ row: ExportedRow, _ entry: Entry) -> String? {
        let parts = [
            ("time", entry.time.rfc3339), ("kind", entry.kind.rawValue), ("action", entry.action?.rawValue ?? ""),
            ("outcome", entry.outcome?.rawValue ?? ""),
        ]
        for (place, part) in parts.enumerated() {
            let said: String? =
                switch row.content {
                case .object(let object): object[part.0]?.stringValue ?? ""
                case .cells(let cells): place + 2 < cells.count ? cells[place + 2] : nil
                }
            if said.map({ !$0.utf8.elementsEqual(part.1.utf8) }) ?? true { return part.0 }
        }
        return nil
    }
}
