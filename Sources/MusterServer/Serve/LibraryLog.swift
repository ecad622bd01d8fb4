import Logging

/// The server's own log as the HTTP library gets it: without what it says when requests are still in progress at the
/// end of the time for draining, which is no failure of the server and tells an operator nothing.
struct LibraryLog: LogHandler {
    private var inner: any LogHandler

    static func logger(_ logger: Logger) -> Logger {
        Logger(label: logger.label) { _ in LibraryLog(inner: logger.handler) }
    }

    func log(event: LogEvent) {
        let message = event.message.description
        if message.hasPrefix("Server shutdown error: ") || message.hasSuffix(": CancellationError()") { return }
        inner.log(event: event)
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { inner.metadataProvider }
        set { inner.metadataProvider = newValue }
    }

    var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }
}
