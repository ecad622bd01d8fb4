import ArgumentParser
import TransparencyLog
import Verification

/// `muster receipt check FILE`.
struct ReceiptCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a receipt offline: that a log has an entry.",
        discussion: """
            The entry travels in the receipt; what it says is shown when the receipt holds. Give --entry to check the \
            receipt against the bytes that you have.

            EXAMPLES
              muster receipt check 42.receipt --vkey audit.example.com/main+4d1c2f0a+AZ…
              muster receipt check 42.receipt --vkey "$VKEY" --entry 42.entry --json
            """)

    @Argument(help: "The receipt (C2SP tlog-proof).")
    var file: String

    @Option(help: ArgumentHelp("The log's verifier key, from a source you trust.", valueName: "key"))
    var vkey: String

    @Option(help: ArgumentHelp("The entry's bytes.", valueName: "file"))
    var entry: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let key = try VerifierKeyOption.read(vkey)
        let receipt = try SmallFile.read(file)
        let bytes = try entry.map { try SmallFile.read($0) } ?? carriedEntry(receipt)
        let check = ReceiptCheck(receipt: receipt, entry: bytes, key: key)
        Terminal.write(output.isJSON ? check.json : Array(check.text.utf8))
        guard check.exitStatus == 0 else { throw Failure(.no, "") }
    }

    /// The entry that a receipt carries in its line `extra`; nothing vouches for it until it is checked.
    private func carriedEntry(_ receipt: [UInt8]) throws -> [UInt8] {
        guard let parsed = try? Receipt(parsing: receipt) else { return [] }  // the check says what is wrong with it
        guard let extra = parsed.extra else {
            throw Failure(.usage, "this receipt does not carry its entry: give the entry's bytes with --entry FILE")
        }
        return extra
    }
}
