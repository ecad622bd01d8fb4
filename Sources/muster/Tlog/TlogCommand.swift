import ArgumentParser

/// `muster tlog`: plain logs, for other people's tools.
struct TlogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tlog",
        abstract: "Run a plain transparency log: bytes in, C2SP tiles out.",
        discussion: """
            The engine under Muster's records by itself: no records, no labels, no keys but the one that signs. \
            Load testers, checkers and witnesses made for C2SP tlog-tiles run against it as they are.

            EXAMPLES
              muster tlog serve --origin log.example.com/test --dir ./plain
            """,
        subcommands: [TlogServe.self])
}
