import ArgumentParser

/// `muster log`: the logs of a data directory.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Create, list, show and recover logs.",
        discussion: """
            A server hosts many logs; each has an origin, a signing key and tokens of its own. Beside a running server \
            these commands go through the control socket in its data directory, or read the log's public files.

            EXAMPLES
              muster log create payroll --origin audit.example.com/payroll
              muster log list
              muster log show main --json
              muster log recover main --from /backup/muster
            """,
        subcommands: [LogCreate.self, LogList.self, LogShow.self, LogRecover.self])
}
