import ArgumentParser
import DurableFiles
import MusterServer

/// Which data directory a local command works on.
struct DataOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory (default: MUSTER_DATA, or ./muster-data).", valueName: "dir"))
    var data: String?

    var path: String { data ?? Environment.variable("MUSTER_DATA") ?? "./muster-data" }

    /// Does an act of administration here: alone under the directory's lock, or through the control socket of the
    /// server that holds it.
    ///
    /// `request` asks a running server; `alone` is the same act without one, answered in the same form.
    func administer<Answer>(
        server request: (ServerClient) async throws -> Answer, alone: (Administration) async throws -> Answer
    ) async throws -> Answer {
        try requireData()
        do {
            return try await LocalAdministration.run(path, alone)
        } catch let error as DataDirectoryError {
            guard case .held = error else { throw error }
            return try await request(ServerClient(place: .socket(path + "/control.sock")))
        }
    }

    /// Refuses a directory that was never made, rather than making one for a slip of the pen.
    ///
    /// - Throws: `FileError` where this user may not look, which is no answer to whether it is there.
    func requireData() throws {
        guard try ["format", "logs"].contains(where: { try DurableFile.kind(of: "\(path)/\($0)") != nil }) else {
            throw Failure(
                .couldNotTell, "there is no Muster data directory at \(path)",
                hints: ["name one with --data DIR; `muster serve --data DIR` makes it at its first start"])
        }
    }
}
