import ArgumentParser
import MusterServer

/// `muster tlog serve`: a plain log over HTTP.
struct TlogServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a plain log: POST /add, GET /checkpoint, GET /tile/….",
        discussion: """
            POST /add takes 0 to 65535 bytes and answers the entry's index, in decimal, once it survives power loss. \
            /checkpoint and /tile/… are those of c2sp.org/tlog-tiles. Under pressure the answer is 503 with \
            Retry-After. Nothing asks who is there: whoever reaches the address may add.

            The first start makes the folder, the key (mode 0600) and the log; later ones go on with them. The \
            verifier key is printed at the start. SIGTERM and SIGINT end it once what was taken is published.

            EXAMPLES
              muster tlog serve --origin log.example.com/test --dir ./plain
              muster tlog serve --dir ./plain --listen 127.0.0.1:9000 --interval 50
              curl --data-binary @file http://127.0.0.1:8086/add
              muster-verify ./plain --plain --vkey KEY
            """)

    @Option(help: ArgumentHelp("The log's name in the world; needed at the first start.", valueName: "name"))
    var origin: String?

    @Option(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var dir: String

    @Option(help: ArgumentHelp("Where to listen; port 0 lets the system choose.", valueName: "host:port"))
    var listen = "127.0.0.1:8086"

    @Option(help: ArgumentHelp("Milliseconds that an entry waits for a checkpoint at most.", valueName: "ms"))
    var interval = 200

    @Option(help: ArgumentHelp("KiB of entries that may wait to be written, before 503.", valueName: "kib"))
    var queue = 65_536

    @Flag(help: "Listen on an address that other machines reach: everybody there may add entries.")
    var insecureListen = false

    func validate() throws {
        guard ListenAddress(listen) != nil else { throw ValidationError("--listen must be \(ListenAddress.form).") }
        guard (1...60_000).contains(interval) else { throw ValidationError("--interval must be from 1 to 60000.") }
        guard (1...4_194_304).contains(queue) else { throw ValidationError("--queue must be from 1 to 4194304.") }
    }

    func run() async throws {
        var configuration = TlogConfiguration(directory: dir, origin: origin)
        if let address = ListenAddress(listen) { configuration.listen = address }
        configuration.isOpen = insecureListen
        configuration.publicationInterval = .milliseconds(interval)
        configuration.queueBytes = queue << 10
        try await TlogServer.serve(configuration)
    }
}
