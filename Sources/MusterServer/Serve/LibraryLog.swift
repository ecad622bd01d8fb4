import Logging

/// The server's own log as the HTTP library gets it: without what it says when requests are still in progress at the
/// end of the time for draining, which is no failure of the server and tells an operator nothing.
enum LibraryLog {
    static func logger(_ logger: Logger) -> Logger {
        func around(_ inner: some LogHandler) -> any LogHandler { LibraryLogHandler(inner: inner) }
        return Logger(label: logger.label) { _ in around(logger.handler) }
    }
}

/// Knows what is behind it by its type: every request has a logger of its own.
private struct LibraryLogHandler<Inner: LogHandler>: LogHandler {
    var inner: Inner

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
