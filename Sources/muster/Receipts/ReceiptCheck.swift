import ArgumentParser

/// `muster receipt check FILE`.
struct ReceiptCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "check", abstract: "Check a receipt offline.")
    func run() async throws { throw Failure(.couldNotTell, "not yet") }
}
