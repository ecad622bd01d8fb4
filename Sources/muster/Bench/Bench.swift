import ArgumentParser

/// `muster bench`: how fast this machine is.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure appends, or the disk alone.",
        discussion: """
            Both run in this process, in a folder that is made and removed again; compare their figures, since no log \
            that keeps its promise is faster than the disk for a single writer.

            EXAMPLES
              muster bench disk --dir /var/tmp --entries 2000
              muster bench append --dir /var/tmp --entries 100000 --writers 1000
              muster bench append --dir /var/tmp --entries 20000 --writers 200 --records --ack published --json
            """,
        subcommands: [BenchAppend.self, BenchDisk.self])
}
