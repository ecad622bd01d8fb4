import ArgumentParser

/// `muster bench`: how fast this machine is.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measure this machine.")
    func run() async throws { throw Failure(.couldNotTell, "not yet") }
}
