import ArgumentParser

/// `muster verify`.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Check a whole log.")
    func run() async throws { throw Failure(.couldNotTell, "not yet") }
}
