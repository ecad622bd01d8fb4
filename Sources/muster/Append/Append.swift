import ArgumentParser
import JSON

/// `muster append`: records from standard input into a log.
struct Append: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Append records, one JSON object a line, from standard input.",
        discussion: """
            Lines go to the server in batches, in order; each gets a result of its own, and good lines are kept when \
            others are refused. Give every record an `id`: sending the same lines again is then harmless, and answered \
            with the indices of the first time. Needs a token with the scope write.

            The exit status is 1 when any line failed.

            EXAMPLES
              muster append --token-file hr.token < records.ndjson
              printf %s '{"id":"hr-1","action":"user.update",' \\
                '"subject":{"type":"user","id":"u-7","name":"bjensen"},' \\
                '"changes":[{"path":"title","before":"Clerk","after":"Auditor"}]}' \\
                | muster append --ack published --json
            """)

    enum Acknowledgement: String, ExpressibleByArgument, CaseIterable { case durable, published }

    @Option(help: "Answer when a record is on disk (durable) or in a signed checkpoint (published).")
    var ack = Acknowledgement.durable

    @Option(help: ArgumentHelp("Most records in one request.", valueName: "number"))
    var batch = 500

    @Option(
        help: ArgumentHelp(
            "Takes the place of missing ids, together with the line's number; use a new one for every input.",
            valueName: "text"))
    var key: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var output: OutputOptions

    /// Most bytes of one line, and of one request: what a server takes unless it is told otherwise.
    private static let longestLine = 1 << 20
    private static let largestRequest = 4 << 20

    func validate() throws {
        guard (1...10_000).contains(batch) else { throw ValidationError("--batch must be from 1 to 10000.") }
    }

    func run() async throws {
        let sender = try BatchSender(client: server.client(), acknowledgement: ack.rawValue, key: key)
        var reader = LineReader(limit: Self.longestLine)
        var report = AppendReport(isJSON: output.isJSON)
        var progress = Progress()
        if AppendReport.isTyped { Terminal.remark("reading records, one JSON object a line; end with Ctrl-D") }
        do {
            while let lines = try nextBatch(&reader) {
                try await report.add(sender.send(lines), of: lines)
                let rate = progress.rate(report.total)
                progress.show("\(report.total) records\(rate)")
            }
        } catch {
            progress.end()
            await sender.close()
            report.endEarly()
            throw error
        }
        progress.end()
        await sender.close()
        try report.end()
    }

    /// Lines that go together; blank ones are left out.
    private func nextBatch(_ reader: inout LineReader) throws(Failure) -> [NumberedLine]? {
        var lines: [NumberedLine] = []
        var size = 0
        while lines.count < batch, size < Self.largestRequest - Self.longestLine, let line = try reader.next() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            lines.append(NumberedLine(number: reader.count, bytes: line))
            size += line.count + 1
        }
        return lines.isEmpty ? nil : lines
    }
}

/// A line of the input and its number, from 1.
struct NumberedLine {
    let number: Int
    let bytes: [UInt8]
}
