import ArgumentParser

/// What both measurements take.
struct BenchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder on the disk to measure; a new folder is made in it.", valueName: "dir"))
    var dir = "."

    @Option(help: ArgumentHelp("How many writes or entries.", valueName: "number"))
    var entries = 10_000

    @Option(help: ArgumentHelp("Bytes of each.", valueName: "bytes"))
    var size = 1024

    @Flag(help: "Leave the folder that was made, and say where it is.")
    var keep = false

    func validate() throws {
        guard (1...100_000_000).contains(entries) else {
            throw ValidationError("--entries must be from 1 to 100000000.")
        }
        guard (1...65_535).contains(size) else { throw ValidationError("--size must be from 1 to 65535.") }
    }

    /// Runs `body` in a folder of its own and takes the folder away after it.
    func inFolder<Answer>(_ body: (String) async throws -> Answer) async throws -> Answer {
        try await BenchFolder(parent: dir, keep: keep).use(body)
    }
}
