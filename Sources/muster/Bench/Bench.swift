import ArgumentParser

/// `muster bench`: how fast this machine is.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure appends, proofs, starts, a server, or the disk alone.",
        discussion: """
            All but http, scim, people, generate, open, catalog and ask run in this process, in a folder that is made and removed again. Compare them with the disk's \
            figures, since no log that keeps its promise is faster than the disk for a single writer. Each answers \
            with one JSON object (--json): rate, p50_ms, p99_ms, max_ms, cpu_us (processor time of this process for \
            each operation) and peak_rss_mb among others.

            EXAMPLES
              muster bench disk --dir /var/tmp --entries 2000
              muster bench append --dir /var/tmp --entries 100000 --writers 1000
              muster bench append --dir /var/tmp --entries 20000 --writers 200 --records \\
                --ack published --json
              muster bench proofs --dir /var/tmp --entries 1000000
              muster bench start --dir /var/tmp --entries 10000000 --size 256
              muster bench http --token-file muster-data/bootstrap-token
              muster bench scim --mode patch --token-file muster-data/bootstrap-token
              muster bench generate --people 2000 --records 100000 --data /var/tmp/org
              muster bench open --data /var/tmp/org
              muster bench catalog --data /var/tmp/org
              muster bench follow --dir /var/tmp --rate 10000
              muster bench ask --token-file look.token
            """,
        subcommands: [
            BenchAppend.self, BenchProofs.self, BenchStart.self, BenchHTTP.self, BenchSCIM.self, BenchPeople.self,
            BenchDisk.self, BenchGenerate.self, BenchOpenRecords.self, BenchCatalog.self, BenchFollow.self,
            BenchAsk.self,
        ])
}
