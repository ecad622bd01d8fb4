import JSON
package import TransparencyLog

/// Checks a report's file against its log: the checkpoint that it carries is signed by the log and one of its own, and the
/// records that it names are among those that it rests on.
///
/// What its rows say is not checked: it is what the server worked out from the records, and nothing in the log is signed over
/// reports.
package struct ReportFileCheck: Sendable {
    let name: String
    let log: LogEntries
    let key: VerifierKey?

    /// Bytes of a report at most.
    package static let longest = ReportFile.longest

    /// A check to be run.
    ///
    /// - Parameters:
    ///   - name: the file, as the user named it.
    ///   - source: the log.
    ///   - key: the log's key from a source that the caller trusts; nil to take the one that entry 0 names.
    package init(name: String, source: any LogSource, key: VerifierKey? = nil) {
        self.name = name
        log = LogEntries(source)
        self.key = key
    }

    /// Runs all checks over the bytes of the file.
    package func check(_ bytes: [UInt8]) async throws -> ReportFileFindings {
        var findings = ReportFileFindings(file: name, isKeyGiven: key != nil)
        var faults = FaultList()
        do {
            let file = try ReportFile(parsing: bytes)
            findings.take(file)
            checkWhole(file, &faults)
            if let checkpoint = try await checkpoint(file, &findings, &faults) {
                checkReferences(file, checkpoint, &faults)
                try await checkHistory(checkpoint, &findings, &faults)
            }
        } catch let error as ReportFile.Malformed {
            faults.add(Fault(name, nil, error.reason), order: 0)
        } catch let error as LogEntries.Unusable {
            faults.add(Fault("log", nil, error.reason), order: .max)
        } catch let error as SourceError {
            findings.common.take(error, &faults)
        }
        findings.common.take(faults)
        return findings
    }

    /// Whether a file in CSV is as it was written; one in JSON says nothing of that.
    private func checkWhole(_ file: ReportFile, _ faults: inout FaultList) {
        guard let stated = file.stated else { return }
        if stated.rows != UInt64(file.rows) {
            faults.add(Fault(name, nil, "it has \(file.rows) rows, and says that it had \(stated.rows)"), order: 0)
        } else if stated.digest != stated.actual {
            let reason = "its bytes are not those that its digest was made of: it was changed"
            faults.add(Fault(name, nil, reason), order: 0)
        }
    }

    /// The checkpoint that the file carries, if the log signed it and it is what the file says beside it.
    private func checkpoint(
        _ file: ReportFile, _ findings: inout ReportFileFindings, _ faults: inout FaultList
    ) async throws -> Checkpoint? {
        let checkpoint: Checkpoint
        do {
            let key: VerifierKey
            if let given = self.key { key = given } else { key = try await log.key() }
            findings.common.key = key.description
            checkpoint = try Checkpoint.open(file.checkpoint, key: key, origin: file.origin)
        } catch let error as CheckpointError {
            faults.add(Fault(name, nil, "its checkpoint: \(error)"), order: 0)
            return nil
        }
        findings.size = checkpoint.size
        guard checkpoint.size == file.size, checkpoint.root.base64 == file.root else {
            faults.add(Fault(name, nil, "it says another size or root than its checkpoint"), order: 0)
            return nil
        }
        guard file.position <= checkpoint.size else {
            let reason = "its checkpoint covers \(checkpoint.size) entries, not the \(file.position) that it rests on"
            faults.add(Fault(name, nil, reason), order: 0)
            return nil
        }
        return checkpoint
    }

    private func checkReferences(_ file: ReportFile, _ checkpoint: Checkpoint, _ faults: inout FaultList) {
        for reference in file.references where reference.index >= file.position {
            let reason =
                "row \(reference.row), \(reference.column): the record lies beyond the \(file.position) entries that the "
                + "report rests on"
            faults.add(Fault(name, reference.index, reason), order: reference.index)
        }
    }

    /// Whether the log, as it is now, begins with what the checkpoint covers.
    private func checkHistory(
        _ checkpoint: Checkpoint, _ findings: inout ReportFileFindings, _ faults: inout FaultList
    ) async throws {
        guard let key = try findings.key.map({ try VerifierKey($0) }) else { return }
        let own = try await log.checkpoint(key: key)
        findings.logSize = own.size
        guard own.origin.utf8.elementsEqual(checkpoint.origin.utf8) else {
            findings.common.obstacle =
                "the report is of log \(checkpoint.origin), this is log \(own.origin): name the same log"
            return
        }
        guard checkpoint.size <= own.size else {
            let reason =
                "its checkpoint covers \(checkpoint.size) entries, the log shows only \(own.size): entries were taken away, "
                + "or this is an old copy of the log"
            faults.add(Fault(name, nil, reason), order: 0)
            return
        }
        if let reason = try await log.difference(between: checkpoint, and: own) {
            faults.add(Fault(name, nil, "its checkpoint is not one of this log's: \(reason)"), order: 0)
        }
    }
}
