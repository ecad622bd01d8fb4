import ArgumentParser
import DurableFiles
import JSON
import TransparencyLog

/// `muster receipt INDEX`.
struct ReceiptGet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Fetch the receipt of an entry (the default).",
        discussion: """
            EXAMPLES
              muster receipt 42 --out 42.receipt
              muster receipt 42
            """)

    @Argument(help: "The entry's index.")
    var index: UInt64

    @Option(help: ArgumentHelp("Write the receipt to a file instead of showing it.", valueName: "file"))
    var out: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try server.client()
        let answer = try await client.send(ServerRequest("GET", ["v1", "events", String(index), "receipt"]))
        guard answer.status == 200 else { throw client.refusal(answer) }
        if let out {
            try DurableFile.write(answer.body, to: out)
            let advice = output.isJSON ? "" : await advice(client, answer.body, out)
            output.answer(["index": .int(index), "file": .string(out)]) { _ in
                "receipt of entry \(index) written to \(out)\n\(advice)"
            }
        } else if output.isJSON {
            Terminal.print(
                JSONValue.object(
                    JSONObject([
                        ("index", .int(index)), ("receipt", .string(String(decoding: answer.body, as: UTF8.self))),
                    ])
                ).text)
        } else {
            Terminal.write(answer.body)
        }
    }

    /// How to check the receipt, in a command that can be typed as it stands.
    private func advice(_ client: ServerClient, _ receipt: [UInt8], _ file: String) async -> String {
        let path = file.hasPrefix("-") ? "./" + file : file
        guard let key = await key(client, receipt) else {
            return "check it, with the verifier key that `muster log show` prints in VKEY:\n  "
                + Shell.line(["muster-verify", "receipt", path]) + #" --vkey "$VKEY""#
        }
        return "check it (the key is the one this server gave: compare it with one from a source you trust):\n  "
            + Shell.line(["muster-verify", "receipt", path]) + " --vkey '\(key)'"
    }

    /// The log's verifier key as its genesis entry gives it: whoever may read the log may ask for that, while asking for
    /// the log itself takes an administrator, and a refusal would be recorded. Nil unless it fits the receipt.
    private func key(_ client: ServerClient, _ receipt: [UInt8]) async -> VerifierKey? {
        guard let genesis = try? await client.json(ServerRequest("GET", ["v1", "events", "0"])),
            let key = genesis["genesis"]?["key"]?.stringValue.flatMap({ try? VerifierKey($0) }),
            let parsed = try? Receipt(parsing: receipt),
            (try? Checkpoint.open(parsed.checkpoint, key: key, origin: nil)) != nil
        else { return nil }
        return key
    }
}
