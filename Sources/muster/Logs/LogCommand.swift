import ArgumentParser

/// `muster log`: the logs of a data directory.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Create, list and show logs.",
        discussion: """
            A server hosts many logs; each has an origin, a signing key and tokens of its own. Beside a running server \
            these commands go through the control socket in its data directory, or read the log's public files.

            EXAMPLES
              muster log create payroll --origin audit.example.com/payroll
              muster log list
              muster log show main --json
            """,
        subcommands: [LogCreate.self, LogList.self, LogShow.self])
}
