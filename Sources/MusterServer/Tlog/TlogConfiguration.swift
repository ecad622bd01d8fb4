/// What a plain log is served with.
package struct TlogConfiguration: Sendable {
    /// The folder of the log, its keys and its write-ahead log; made at the first start.
    package var directory: String
    /// The log's name in the world; nil to take that of the log that is there.
    package var origin: String?
    package var listen = ListenAddress(host: "127.0.0.1", port: 8086)
    /// Whether an address that other machines can reach is taken: everybody there may add entries.
    package var isOpen = false
    /// How long an entry waits for a checkpoint at most.
    package var publicationInterval = Duration.milliseconds(200)
    /// Bytes of entries that may wait to be written; beyond that, `POST /add` answers 503.
    package var queueBytes = 64 << 20
    /// Connections at once.
    package var connections = 4096
    /// How long requests in progress are waited for at the end.
    package var drain = Duration.seconds(30)

    package init(directory: String, origin: String?) {
        self.directory = directory
        self.origin = origin
    }

    /// Refuses an address that others can reach, unless that is meant.
    func check() throws(ConfigurationError) {
        guard !listen.isLoopback, !isOpen else { return }
        throw ConfigurationError(
            place: "--listen",
            reason: "other machines can reach \(listen), and whoever reaches it may add entries for ever: listen on "
                + "127.0.0.1, or say --insecure-listen")
    }
}
