import Logging

/// The server's log on standard error. What a request adds to its logger costs nothing until a line is written: most
/// requests write none.
struct ServerLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.info
    private let stream: Stream

    /// Shared: a request's own logger is a copy of this.
    private final class Stream: Sendable {
        let handler: StreamLogHandler
        init(label: String) { handler = StreamLogHandler.standardError(label: label) }
    }

    init(label: String) { stream = Stream(label: label) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var handler = stream.handler
        handler.metadata = metadata
        handler.metadataProvider = metadataProvider
        handler.log(event: event)
    }
}
