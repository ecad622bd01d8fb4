import ArgumentParser
import JSON
import MusterServer

/// What a gateway shows to its service, by where the secret stands: never the secret itself, which others could read in the
/// list of processes.
struct GatewayCredentials: ParsableArguments {
    @Option(help: ArgumentHelp("File with the bearer token for the service, read by the server.", valueName: "file"))
    var bearerFile: String?
    @Option(help: ArgumentHelp("Variable of the server with the bearer token for the service.", valueName: "name"))
    var bearerEnv: String?
    @Option(help: ArgumentHelp("User of the service (RFC 7617), with a password from below.", valueName: "user"))
    var basicUser: String?
    @Option(help: ArgumentHelp("File with that user's password, read by the server.", valueName: "file"))
    var basicPasswordFile: String?
    @Option(help: ArgumentHelp("Variable of the server with that user's password.", valueName: "name"))
    var basicPasswordEnv: String?
    @Option(
        help: ArgumentHelp("Header field that the service takes a key in, with a value from below.", valueName: "name"))
    var header: String?
    @Option(help: ArgumentHelp("File with that field's value, read by the server.", valueName: "file"))
    var headerValueFile: String?
    @Option(help: ArgumentHelp("Variable of the server with that field's value.", valueName: "name"))
    var headerValueEnv: String?

    func validate() throws {
        for (name, file, variable) in [
            ("--bearer", bearerFile, bearerEnv), ("--basic-password", basicPasswordFile, basicPasswordEnv),
            ("--header-value", headerValueFile, headerValueEnv),
        ] where file != nil && variable != nil {
            throw ValidationError("Give \(name)-file or \(name)-env, not both.")
        }
        guard (basicUser != nil) == ((basicPasswordFile ?? basicPasswordEnv) != nil) else {
            throw ValidationError("--basic-user goes with --basic-password-file or --basic-password-env.")
        }
        guard (header != nil) == ((headerValueFile ?? headerValueEnv) != nil) else {
            throw ValidationError("--header goes with --header-value-file or --header-value-env.")
        }
        let kinds = [bearerFile ?? bearerEnv, basicUser, header].compactMap { $0 }
        guard kinds.count <= 1 else {
            throw ValidationError("Give a bearer token, a user with a password, or a header field: one of them.")
        }
    }

    /// As the configuration has it; nil for none.
    var json: JSONValue? {
        if let secret = Self.reference(bearerFile, bearerEnv) { return ["bearer": secret] }
        if let basicUser, let secret = Self.reference(basicPasswordFile, basicPasswordEnv) {
            return ["basic": ["user": .string(basicUser), "password": secret]]
        }
        if let header, let secret = Self.reference(headerValueFile, headerValueEnv) {
            return ["header": ["name": .string(header), "value": secret]]
        }
        return nil
    }

    private static func reference(_ file: String?, _ variable: String?) -> JSONValue? {
        if let file { return ["file": .string(AbsolutePath.of(file))] }
        return variable.map { ["env": .string($0)] }
    }
}
