import ArgumentParser
import TransparencyLog
import Verification

/// `muster-verify receipt FILE`: checks a receipt offline.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Check a receipt offline: that a log has an entry.",
        discussion: """
            The entry is taken from the receipt, where Muster puts it, unless its bytes or its leaf hash are given.
            What it says (kind, time, action, outcome, labels) is shown when the receipt holds.

            EXAMPLES
              muster-verify receipt 17.tlog-proof --vkey "$VKEY"
              muster-verify receipt 17.tlog-proof --vkey "$VKEY" --entry 17.entry
              muster-verify receipt 17.tlog-proof --vkey "$VKEY" --leaf-hash "$HASH"
            """)

    @Argument(help: "The receipt (C2SP tlog-proof).")
    var file: String

    @Option(help: "The log's verifier key, from a source you trust: NAME+ID+BASE64.")
    var vkey: String

    @Option(help: ArgumentHelp("The entry's bytes.", valueName: "file"))
    var entry: String?

    @Option(help: "The entry's leaf hash in base64, in place of its bytes.")
    var leafHash: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func validate() throws {
        guard entry == nil || leafHash == nil else {
            throw ValidationError("Give --entry FILE or --leaf-hash BASE64, not both.")
        }
    }

    func run() throws {
        let key = try Input.key(vkey)
        let receipt = try Input.bytes(file)
        let check = try check(receipt, key)
        Input.write(json ? check.json : Array(check.text.utf8))
        if check.exitStatus != 0 { throw ExitCode(check.exitStatus) }
    }

    private func check(_ receipt: [UInt8], _ key: VerifierKey) throws -> ReceiptCheck {
        if let leafHash {
            guard let hash = Hash(base64: leafHash) else {
                throw ValidationError("--leaf-hash is 32 bytes in base64, 44 characters.")
            }
            return ReceiptCheck(receipt: receipt, leafHash: hash, key: key)
        }
        return ReceiptCheck(receipt: receipt, entry: try entry.map(Input.bytes) ?? carried(receipt), key: key)
    }

    /// What the line `extra` holds is unproven until the check finds its leaf hash in the tree.
    private func carried(_ receipt: [UInt8]) throws -> [UInt8] {
        guard let parsed = try? Receipt(parsing: receipt) else { return [] }  // the check says what is wrong with it
        guard let extra = parsed.extra else {
            throw ValidationError("This receipt does not carry its entry: give --entry FILE or --leaf-hash BASE64.")
        }
        return extra
    }
}
