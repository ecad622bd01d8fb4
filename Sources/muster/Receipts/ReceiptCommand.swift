import ArgumentParser

/// `muster receipt`: evidence that an entry stands in the log.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Fetch receipts, and check them without a server.",
        discussion: """
            A receipt (C2SP tlog-proof) holds a proof of inclusion and a signed checkpoint. Whoever has it, the entry \
            and the log's verifier key can show for ever that the log held the entry.

            EXAMPLES
              muster receipt 42 --out 42.receipt
              muster receipt check 42.receipt --vkey audit.example.com/main+4d1c2f0a+AZ…
            """,
        subcommands: [ReceiptGet.self, ReceiptCheckCommand.self], defaultSubcommand: ReceiptGet.self)
}
