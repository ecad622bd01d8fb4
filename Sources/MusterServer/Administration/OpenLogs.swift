package import Recorder
import Synchronization

/// The logs of a data directory, opened for writing by this process.
package final class OpenLogs: Sendable {
    package let data: DataDirectory
    private let open: Mutex<[String: OpenLog]>
    private let make: @Sendable (String) async throws -> Recorder

    /// Opens every log of the directory; recovery happens here.
    ///
    /// - Parameter configuration: what each recorder is opened with.
    package init(data: DataDirectory, configuration: Recorder.Configuration = Recorder.Configuration()) async throws {
        self.data = data
        make = { name in try await Recorder.open(name: name, data: data.path, configuration: configuration) }
        open = Mutex([:])
        for name in try data.logNames() { _ = try await load(name) }
    }

    package func log(named name: String) -> OpenLog? { open.withLock { $0[name] } }

    /// All of them, by name.
    package var all: [OpenLog] { open.withLock { $0.values.sorted { $0.name < $1.name } } }

    /// Opens a log that stands on disk and is not open yet.
    func load(_ name: String) async throws -> OpenLog {
        let tokens = try TokenStore(path: data.tokensFile(log: name))
        let log = OpenLog(recorder: try await make(name), tokens: tokens)
        open.withLock { $0[name] = log }
        return log
    }

    /// Drains and closes every recorder.
    package func close() async {
        for log in all { await log.recorder.close() }
    }
}
