import ArgumentParser
import TransparencyLog
import Verification

/// `muster-verify receipt FILE`: checks a receipt offline.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Check a receipt offline: that a log has an entry.",
        discussion: """
            EXAMPLES
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
        guard (entry == nil) != (leafHash == nil) else {
            throw ValidationError("Give either --entry FILE or --leaf-hash BASE64.")
        }
    }

    func run() throws {
        let key = try Input.key(vkey)
        let leaf = try leaf()
        let check = ReceiptCheck(receipt: try Input.bytes(file), leafHash: leaf, key: key)
        Input.write(json ? check.json : Array(check.text.utf8))
        if check.exitStatus != 0 { throw ExitCode(check.exitStatus) }
    }

    private func leaf() throws -> Hash {
        if let entry { return MerkleTree.leafHash(try Input.bytes(entry)) }
        guard let hash = leafHash.flatMap({ Hash(base64: $0) }) else {
            throw ValidationError("--leaf-hash is 32 bytes in base64, 44 characters.")
        }
        return hash
    }
}
