import ArgumentParser

/// How many events to show, in which order, from where.
struct PageOptions: ParsableArguments {
    enum Order: String, ExpressibleByArgument, CaseIterable { case newest, oldest }

    @Option(help: "Newest or oldest first.")
    var order: Order?

    @Option(help: ArgumentHelp("Most events to show.", valueName: "number"))
    var limit: Int?

    @Flag(help: "Show all events, however many.")
    var all = false

    @Option(help: ArgumentHelp("Continue after this point: `next` of an earlier answer.", valueName: "cursor"))
    var cursor: String?

    @Option(help: ArgumentHelp("Wait until the entry with this index can be found.", valueName: "index"))
    var wait: UInt64?

    func validate() throws {
        if all && limit != nil { throw ValidationError("Give --limit or --all, not both.") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1.") }
    }

    func query(usually order: Order) -> [(String, String)] {
        [("order", (self.order ?? order).rawValue)] + waiting
    }

    var waiting: [(String, String)] { wait.map { [("wait", String($0))] } ?? [] }
}
