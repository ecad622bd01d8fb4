import ArgumentParser
import DurableFiles
import JSON

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
            output.answer(["index": .int(index), "file": .string(out)]) { _ in
                "receipt of entry \(index) written to \(out); check it with: muster-verify receipt \(out) --vkey KEY (KEY: muster log show)"
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
}
