package import Catalog
package import Evidence
package import Gateway
package import Recorder

/// Everything a server can be told, with its defaults: see ``Setting/all`` for names and meanings.
package struct Configuration: Sendable, Equatable {
    package struct TLS: Sendable, Equatable {
        package var certificate: String?
        package var key: String?
    }

    package struct Limits: Sendable, Equatable {
        /// Bytes of a request body that is not a stream.
        package var body = 16 << 20
        /// Bytes of one record in a batch or stream.
        package var item = 1 << 20
        /// Levels of JSON arrays and objects within one another.
        package var nesting = 32
        /// Records in one transaction.
        package var batch = 10_000
        /// Connections open at a time.
        package var connections = 4096
        /// Bytes of all header fields of a request.
        package var headers = 32 << 10
    }

    package struct SCIM: Sendable, Equatable {
        /// Whether the service takes what the RFCs say and nothing else.
        package var strict = false
        /// Operations of one bulk request.
        package var bulkOperations = 1_000
        /// Resources of one page of a list.
        package var maxResults = 1_000
        /// Comparisons of one search whose filter no index answers.
        package var filterComparisons = 10_000_000
        /// How long the next page of a list can be asked for.
        package var cursorTimeout = Duration.seconds(3_600)
        /// Schemas that extend resource types, and further types.
        package var custom = CustomSchemas()
    }

    package struct Timeouts: Sendable, Equatable {
        /// How long a connection may be silent between requests, and the header of one may take.
        package var idle = Duration.seconds(60)
        /// How long the server waits for a body that makes no progress.
        package var body = Duration.seconds(10)
        /// How long the server waits for a client that takes nothing of its answer.
        package var reading = Duration.seconds(60)
        /// How long requests in progress may take once the server is told to stop.
        package var drain = Duration.seconds(20)
    }

    package var data = "./muster-data"
    package var listen = ListenAddress(host: "127.0.0.1", port: 8085)
    /// The origin that log `main` gets when it is created; `<host name>/logs/main` when nil.
    package var origin: String?
    /// Where clients find the server, when that is not what they write into `Host`: behind a proxy. Without a slash at the
    /// end.
    package var publicURL: String?
    package var tls = TLS()
    /// Whether an address that is not loopback may be listened on without TLS.
    package var insecureListen = false
    package var limits = Limits()
    package var timeouts = Timeouts()
    package var scim = SCIM()
    /// What joins identities without a link.
    package var identities = IdentityMatching()
    /// Whether, and how often, reading is recorded.
    package var reading = ReadingRecorder.Settings()
    /// What stands in front of other services.
    package var gateways: [GatewaySettings] = []
    package var reports = ReportSettings()
    /// How often a new checkpoint is signed while there are new entries.
    package var publicationInterval = Duration.seconds(1)
    package var logLevel = LogLevel.info
    /// Names of the logs whose entry bundles and sealed records need no token.
    package var publicEntries: [String] = []

    package init() {}
}

/// How much the server's own log says.
package enum LogLevel: String, Sendable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}
