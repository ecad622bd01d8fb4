import MusterServer

/// Administration of a data directory that no server holds, under its lock.
enum LocalAdministration {
    /// Opens every log of the directory (recovery happens here), does the act, drains and closes.
    ///
    /// - Throws: ``DataDirectoryError/held`` when a server has the directory, and what the act throws.
    static func run<Answer>(_ path: String, _ act: (Administration) async throws -> Answer) async throws -> Answer {
        let data = try DataDirectory(path: path)
        let logs = try await OpenLogs(data: data)
        let answer: Result<Answer, any Error>
        do {
            let administration = Administration(logs: logs)
            try await administration.reconcile()
            for doubt in await administration.tokenDoubts { Terminal.remark("note: \(doubt)") }
            try await administration.completeInterrupted()
            answer = .success(try await act(administration))
        } catch {
            answer = .failure(error)
        }
        await logs.close()
        return try answer.get()
    }
}
