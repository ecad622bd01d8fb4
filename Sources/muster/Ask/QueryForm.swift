import ArgumentParser

/// In which form a query is answered.
struct QueryForm: ParsableArguments {
    enum Answer { case page, count, histogram, follow, export(String) }

    @Flag(help: "Only say how many events there are.")
    var count = false

    @Flag(help: "Show how many events there are over time, as bars.")
    var histogram = false

    @Option(
        help: ArgumentHelp(
            "What a bar is: auto, second, minute, hour, day, week, month or year, or several of one: '15 minutes'.",
            valueName: "interval"))
    var interval = "auto"

    @Flag(help: "Show events as they come, until interrupted; a connection that breaks is taken up again.")
    var follow = false

    @Option(help: ArgumentHelp("With --follow, begin with this index instead of what comes now.", valueName: "index"))
    var from: UInt64?

    @Option(
        name: .customLong("export"),
        help: ArgumentHelp(
            "Write all events, in log order, to a file that can be checked; - for standard output.", valueName: "file"))
    var exportFile: String?

    enum Format: String, ExpressibleByArgument, CaseIterable { case ndjson, csv }

    @Option(help: "The form of an export.")
    var format: Format = .ndjson

    func validate() throws {
        guard [count, histogram, follow, exportFile != nil].count(where: { $0 }) <= 1 else {
            throw ValidationError("Give one of --count, --histogram, --follow and --export.")
        }
        if from != nil && !follow { throw ValidationError("--from goes with --follow.") }
    }

    var answer: Answer {
        if count { return .count }
        if histogram { return .histogram }
        if follow { return .follow }
        return exportFile.map { .export($0) } ?? .page
    }
}
