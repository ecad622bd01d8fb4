package import Ledger
package import Recorder
import Synchronization

/// The logs of a data directory, opened for writing by this process.
package final class OpenLogs: Sendable {
    package let data: DataDirectory
    private let settings: Ledger.Settings
    private let reading: ReadingRecorder.Settings
    private let open = Mutex<[String: OpenLog]>([:])

    /// Opens every log of the directory; recovery happens here.
    ///
    /// - Parameters:
    ///   - data: the directory, held by this process.
    ///   - settings: what every recorder is opened with.
    ///   - reading: how reading is recorded.
    ///   - progress: told how many entries of how many were read while the state of a log is rebuilt.
    /// - Throws: `RecorderError` for a log that cannot be opened, `DataDirectoryError` for its tokens.
    package init(
        data: DataDirectory, settings: Ledger.Settings = Ledger.Settings(), reading: ReadingRecorder.Settings = .init(),
        progress: (_ log: String, _ done: UInt64, _ total: UInt64) -> Void = { _, _, _ in }
    ) async throws {
        self.data = data
        self.settings = settings
        self.reading = reading
        try data.removeUnfinishedLogs()
        try data.checkLogsAreWhole()
        do {
            for name in try data.logNames() {
                let recorder = try await Recorder.open(name: name, data: data.path, settings: settings) {
                    progress(name, $0, $1)
                }
                try await adopt(recorder)
            }
        } catch {
            await close()
            throw error
        }
    }

    package func log(named name: String) -> OpenLog? { open.withLock { $0[name] } }

    /// All of them, by name.
    package var all: [OpenLog] {
        open.withLock { $0.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
    }

    /// Makes a new log, which stands but for the record of its creation: `keep` or `discard` it then.
    ///
    /// Where making it fails nothing of it is left. After a crash before this returns a start removes what there is;
    /// after one before `keep` it completes it.
    func create(_ name: String, origin: String) async throws -> OpenLog {
        try data.markUnfinished(name)
        do {
            let recorder = try await Recorder.create(name: name, origin: origin, data: data.path, settings: settings)
            let log = try await adopt(recorder)
            try data.markUnrecorded(name)
            return log
        } catch {
            try await discard(name)
            throw error
        }
    }

    /// The creation of a log is recorded: it stays.
    func keep(_ name: String) throws(DataDirectoryError) { try data.markRecorded(name) }

    /// Closes a log that was just made, and removes all of it.
    func discard(_ name: String) async throws {
        await open.withLock { $0.removeValue(forKey: name) }?.close()
        try data.removeLog(name)
    }

    @discardableResult
    private func adopt(_ recorder: Recorder) async throws -> OpenLog {
        do {
            let log = OpenLog(
                recorder: recorder, tokens: try TokenStore(path: data.tokensFile(log: recorder.name)), reading: reading)
            open.withLock { $0[log.name] = log }
            return log
        } catch {
            await recorder.close()
            throw error
        }
    }

    /// Drains and closes every log.
    package func close() async {
        for log in all { await log.close() }
        open.withLock { $0 = [:] }
    }
}
