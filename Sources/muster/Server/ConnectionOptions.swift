import ArgumentParser

/// With which token to ask, and whose certificate to believe.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The token's value (default: MUSTER_TOKEN); a file is safer.", valueName: "value"))
    var token: String?

    @Option(help: ArgumentHelp("File that holds the token, such as muster-data/bootstrap-token.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "PEM file with the authority that signed the server's certificate, if it is a private one.",
            valueName: "file"))
    var caFile: String?

    func validate() throws {
        if token != nil && tokenFile != nil { throw ValidationError("Give --token or --token-file, not both.") }
    }

    /// The token to send, from wherever it was given.
    func readToken() throws -> String? { try TokenSource.read(file: tokenFile, value: token) }
}
