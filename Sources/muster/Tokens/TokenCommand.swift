import ArgumentParser
import MusterServer

/// `muster token`: who may talk to a log.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Create, list and revoke tokens.",
        discussion: """
            A token belongs to one log and allows what its scopes say:
              write   append records                 attest  name another actor than the token itself
              read    events, histories, receipts    scim    the SCIM service
              gateway the gateways of the log        admin   tokens; of log main also logs, gateways
            Its value is shown once and kept only as a hash. Its name is the actor on record and is never used again.

            Without --server these commands work on the data directory: alone under its lock, or through the control \
            socket of the server that runs there.

            EXAMPLES
              muster token create --name hr-sync --scope write --scope attest
              muster token create --name entra --log payroll --scope scim --out entra
              muster token list
              muster token revoke hr-sync
            """,
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}
